package io.jenkins.plugins.gitops.engine.delivery.request;

/** What happens when a rollout is known to have failed. */
public enum OnFailure {
    /** The images go back to the last healthy ones, by a commit. */
    ROLLBACK,
    /** Everything stays as it is, for a person to look at. */
    STOP
}
