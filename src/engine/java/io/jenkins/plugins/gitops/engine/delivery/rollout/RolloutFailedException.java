package io.jenkins.plugins.gitops.engine.delivery.rollout;

import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthReport;
import java.util.List;

/** A rollout that is known to have failed, with the objects' reasons. */
public final class RolloutFailedException extends GitopsException {

    private static final long serialVersionUID = 1L;

    public RolloutFailedException(HealthReport health) {
        super(health.text(), "Fix what is named above, build and deploy again");
    }

    private RolloutFailedException(String problem, String remedy) {
        super(problem, remedy);
    }

    /** When it takes longer than it may. */
    public static RolloutFailedException late(String problem) {
        return new RolloutFailedException(
                problem,
                "See why the objects that are named above take so long, or allow more time ("
                        + ErrorRemedy.MORE_TIME.words() + ")");
    }

    /** When the cluster does not take some objects although the plan had no problem. */
    static RolloutFailedException refused(List<String> problems) {
        return new RolloutFailedException(
                "The cluster refused:\n  " + String.join("\n  ", problems),
                "Do what is said of each object above, and deploy again");
    }

    /** When what is applied does not stay so. */
    public static RolloutFailedException changedByOthers(String problem) {
        return new RolloutFailedException(
                problem,
                "Find out who changes them ('gitops drift' names the field managers), and stop one of the two");
    }
}
