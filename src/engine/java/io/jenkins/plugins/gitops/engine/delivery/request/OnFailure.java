package io.jenkins.plugins.gitops.engine.delivery.request;

/** What to do when a rollout has failed. */
public enum OnFailure {
    /** Images and the environment's own manifests go back to the last healthy ones, by a commit. */
    ROLLBACK,
    /** The images alone go back, by a commit; what people changed in the manifests stays. */
    IMAGES,
    /** Everything stays as it is, so that a person can examine it. */
    STOP
}
