package io.jenkins.plugins.gitops;

import io.jenkins.plugins.gitops.engine.parts.SshServer;
import java.io.Serializable;
import java.net.URI;

/** A shop's repository over SSH, for a Jenkins in another process. The keys have a passphrase. */
record RealSsh(String repository, String knownHosts, String ed25519, String rsaInPkcs8) implements Serializable {

    static final String PASSPHRASE = "correct horse";

    static RealSsh of(RealShop shop) {
        SshServer server = SshServer.shared();
        String path = URI.create(shop.repository()).getPath();
        return new RealSsh(
                "ssh://" + server.user() + "@127.0.0.1:" + server.port() + path,
                server.knownHosts(),
                server.key(SshServer.May.WRITE, "-t", "ed25519", "-N", PASSPHRASE),
                server.key(SshServer.May.WRITE, "-t", "rsa", "-m", "PKCS8", "-N", PASSPHRASE));
    }
}
