package io.jenkins.plugins.gitops.engine.git.remote;

import java.net.SocketAddress;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.KeyUtils;

/**
 * Whether a server is the one that is known: by the host and port of the repository's URL, whatever is connected to (a
 * proxy). Nobody is trusted at first sight, and nobody is asked. For one connection.
 */
final class HostKeyCheck implements ServerKeyVerifier {

    private final String host;
    private final int port;
    private final KnownHosts known;
    private volatile RemoteUnreachableException refusal;

    HostKeyCheck(String host, int port, KnownHosts known) {
        this.host = host;
        this.port = port;
        this.known = known;
    }

    @Override
    public boolean verifyServerKey(ClientSession session, SocketAddress peer, PublicKey shown) {
        if (known.isRevoked(host, port, shown)) {
            refusal = refused(
                    "is revoked in " + known.location() + ": " + describe(shown), "Give the server a new host key");
        } else if (expected().isEmpty()) {
            refusal = refused(
                    "is not known: it shows " + describe(shown),
                    "Compare that with the fingerprint that the server's operators publish; if it is the same, add the"
                            + " line that ssh-keyscan" + (port == SshConstants.DEFAULT_PORT ? "" : " -p " + port) + " "
                            + host + " prints to "
                            + known.location());
        } else if (expected().stream().noneMatch(each -> KeyUtils.compareKeys(each, shown))) {
            refusal = refused(
                    "is not the one that is known: it shows " + describe(shown) + ", and known is "
                            + expected().stream().map(HostKeyCheck::describe).collect(Collectors.joining(", ")),
                    "Somebody may be between you and the server. Only if its operators say that its key was changed,"
                            + " replace the line in " + known.location());
        }
        return refusal == null;
    }

    /** The keys by which the server is known. */
    List<PublicKey> expected() {
        return known.keysOf(host, port);
    }

    /** Why the server was not believed; empty when it was, or has not shown a key yet. */
    Optional<RemoteUnreachableException> refusal() {
        return Optional.ofNullable(refusal);
    }

    private RemoteUnreachableException refused(String what, String remedy) {
        return new RemoteUnreachableException("The SSH host key of " + host + ":" + port + " " + what, remedy, null);
    }

    private static String describe(PublicKey key) {
        return KeyUtils.getKeyType(key) + " " + KeyUtils.getFingerPrint(key);
    }
}
