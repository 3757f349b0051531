package io.jenkins.plugins.gitops.engine.image;

/** <a href="https://podman.io">Podman</a>. */
final class Podman extends DaemonlessBuilder {

    Podman() {
        super("podman", "build");
    }
}
