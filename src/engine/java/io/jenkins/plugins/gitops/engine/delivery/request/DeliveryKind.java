package io.jenkins.plugins.gitops.engine.delivery.request;

/** Why a delivery was asked for. An explicit one always wins over the order of sources and over a hold. */
public enum DeliveryKind {
    /** What a pipeline does after a build. */
    DEPLOY(false),
    /** A person goes back to an earlier delivery. */
    ROLLBACK(true),
    /** A person, or a pipeline, brings what is healthy elsewhere. */
    PROMOTION(true);

    private final boolean explicit;

    DeliveryKind(boolean explicit) {
        this.explicit = explicit;
    }

    /** Whether it wins over what is newer. */
    public boolean explicit() {
        return explicit;
    }
}
