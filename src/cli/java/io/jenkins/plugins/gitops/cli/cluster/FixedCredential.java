package io.jenkins.plugins.gitops.cli.cluster;

import io.jenkins.plugins.gitops.engine.cluster.access.ClientCredential;
import io.jenkins.plugins.gitops.engine.cluster.access.CredentialSource;

/** A credential that came once, as from standard input. */
record FixedCredential(ClientCredential current) implements CredentialSource {

    @Override
    public boolean rejected(ClientCredential credential) {
        return false;
    }

    @Override
    public String toString() {
        return "token";
    }
}
