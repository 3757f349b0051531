package io.jenkins.plugins.gitops.engine.delivery.request;

/** What to do when a rollout has failed. */
public enum OnFailure {
    /** The images go back to the last healthy ones, by a commit. */
    ROLLBACK,
    /** Everything stays as it is, so that a person can examine it. */
    STOP
}
