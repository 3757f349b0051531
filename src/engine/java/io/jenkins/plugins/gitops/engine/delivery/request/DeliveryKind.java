package io.jenkins.plugins.gitops.engine.delivery.request;

/** Why a delivery was requested. An explicit one is done even if something newer is there, or a hold. */
public enum DeliveryKind {
    /** A pipeline delivers what it built. */
    DEPLOY(false),
    /** A person returns to an earlier delivery. */
    ROLLBACK(true),
    /** A person or a pipeline delivers what is healthy in another environment. */
    PROMOTION(true),
    /** A person has the cluster made equal to the newest delivery again; nothing is committed. */
    SYNC(true);

    private final boolean explicit;

    DeliveryKind(boolean explicit) {
        this.explicit = explicit;
    }

    /** Whether it is done although something newer is there. */
    public boolean explicit() {
        return explicit;
    }
}
