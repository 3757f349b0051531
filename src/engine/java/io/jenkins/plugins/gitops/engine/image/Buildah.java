package io.jenkins.plugins.gitops.engine.image;

/** <a href="https://buildah.io">Buildah</a>; its command is {@code bud}, which all versions know. */
final class Buildah extends DaemonlessBuilder {

    Buildah() {
        super("buildah", "bud");
    }
}
