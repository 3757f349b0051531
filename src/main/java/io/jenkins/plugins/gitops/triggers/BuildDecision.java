package io.jenkins.plugins.gitops.triggers;

/** What is to become of a build that waits in the queue. */
sealed interface BuildDecision {

    /**
     * It runs.
     *
     * @param why for people
     */
    record Build(String why) implements BuildDecision {}

    /**
     * It does not run.
     *
     * @param why for people
     */
    record Skip(String why) implements BuildDecision {}

    /** A delivery may be pushing just now; to be asked again soon. */
    record Later() implements BuildDecision {}
}
