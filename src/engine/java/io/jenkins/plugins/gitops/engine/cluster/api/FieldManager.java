package io.jenkins.plugins.gitops.engine.cluster.api;

/** The field manager of all our requests: an API server stores for each field who set it. */
public final class FieldManager {

    /** Every field that it owns was in an applied commit. */
    public static final String NAME = "jenkins-gitops";

    private FieldManager() {}
}
