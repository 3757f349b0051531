package io.jenkins.plugins.gitops.triggers;

/** What is to become of a build that waits in the queue. */
sealed interface Verdict {

    /**
     * It runs.
     *
     * @param why for people
     */
    record Build(String why) implements Verdict {}

    /**
     * It does not run.
     *
     * @param why for people
     */
    record Skip(String why) implements Verdict {}

    /** A delivery may be pushing just now; to be asked again soon. */
    record Later() implements Verdict {}
}
