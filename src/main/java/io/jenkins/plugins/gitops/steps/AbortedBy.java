package io.jenkins.plugins.gitops.steps;

import hudson.model.User;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** Who or what stops a step. */
final class AbortedBy {

    private AbortedBy() {}

    /** To follow the words "Aborted by". */
    static String text(Throwable cause) {
        if (cause instanceof FlowInterruptedException interruption) {
            return interruption.getCauses().stream()
                    .findFirst()
                    .map(AbortedBy::who)
                    .orElse("an interruption");
        }
        return cause.toString();
    }

    private static String who(CauseOfInterruption cause) {
        if (cause instanceof CauseOfInterruption.UserInterruption byPerson) {
            User user = byPerson.getUserOrNull();
            return user == null ? byPerson.getUserId() : user.getDisplayName();
        }
        return "an interruption: " + cause.getShortDescription();
    }
}
