package io.jenkins.plugins.gitops.triggers;

/** Whether a build that waits in the queue runs. */
sealed interface BuildDecision {

    /**
     * It runs.
     *
     * @param why the reason, as a text for users
     */
    record Build(String why) implements BuildDecision {}

    /**
     * It does not run.
     *
     * @param why the reason, as a text for users
     */
    record Skip(String why) implements BuildDecision {}

    /** A delivery may be pushing at this moment, so the decision is made later. */
    record Later() implements BuildDecision {}
}
