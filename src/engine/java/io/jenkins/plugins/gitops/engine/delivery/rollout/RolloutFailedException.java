package io.jenkins.plugins.gitops.engine.delivery.rollout;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthReport;

/** A rollout that is known to have failed, with the objects' reasons. */
public final class RolloutFailedException extends GitopsException {

    private static final long serialVersionUID = 1L;

    public RolloutFailedException(HealthReport health) {
        super(health.text(), "Fix what is named above, build and deploy again");
    }

    public RolloutFailedException(String problem) {
        super(problem, "See why the objects that are named above take so long, or allow more time");
    }
}
