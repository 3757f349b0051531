package io.jenkins.plugins.gitops.engine.cluster;

/** The field manager of all our requests: an API server stores for each field who set it. */
final class FieldManager {

    /** What it owns is what a commit wanted. */
    static final String NAME = "jenkins-gitops";

    private FieldManager() {}
}
