package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.object.CauseChain;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.internal.JGitText;

/** What goes wrong over SSH and nowhere else; the rest is {@link TransportFailure}'s. */
final class SshFailure {

    private final GitRemote remote;
    private final GitCredentials.SshKey credentials;
    private final TransportFailure others;
    private final ServerText text;

    SshFailure(GitRemote remote, GitCredentials.SshKey credentials, Duration timeout) {
        this.remote = remote;
        this.credentials = credentials;
        this.others = new TransportFailure(remote, credentials, timeout);
        this.text = new ServerText(credentials);
    }

    /** @param command the server's, if it got so far */
    GitopsException explain(TransportException failure, GitTransport.Purpose purpose, Optional<SshCommand> command) {
        if (deniesLogin(failure)) {
            return new AccessDeniedException(
                    "The server does not let us into " + remote.url() + ": it does not take the key "
                            + credentials.key().fingerprint(),
                    "Add the key's public half at the server ("
                            + credentials.key().publicKey() + "), or correct the user name (at most hosts it is git)",
                    failure);
        }
        if (TransportFailure.hasCause(failure, UnresolvedAddressException.class)) {
            return others.unknownHost(failure);
        }
        if (TransportFailure.hasCause(failure, TimeoutException.class)) {
            return others.timedOut(failure);
        }
        if (TransportFailure.hasCause(failure, ArrayIndexOutOfBoundsException.class)) {
            // So JGit says that four bytes are no length of a line.
            return new RemoteUnreachableException(
                    "The server of " + remote.url() + " answers, but not with Git",
                    "Check the user name (at most hosts it is git), and that the account's shell prints nothing",
                    failure);
        }
        String words = isWithoutAdvertisement(failure)
                ? text.clean(command.map(SshCommand::errorOutput).orElse(""))
                : "";
        return words.isEmpty() ? others.explain(failure, 0) : refused(purpose, words, failure);
    }

    private GitopsException refused(GitTransport.Purpose purpose, String words, TransportException failure) {
        return switch (purpose) {
            // It was read just now, so it is there.
            case PUSH ->
                new AccessDeniedException(
                        "The key " + credentials.key().fingerprint() + " may not push to " + remote.url()
                                + "; the server says: " + words,
                        "Give the key write access to the repository, or use another that has it",
                        failure);
            case FETCH ->
                new RepositoryMissingException(
                        "There is no repository at " + remote.url() + " for the key "
                                + credentials.key().fingerprint() + "; the server says: " + words,
                        "Check the URL, and that the key may read the repository",
                        failure);
        };
    }

    /** The command ended before it said what the branches are. */
    private static boolean isWithoutAdvertisement(TransportException failure) {
        String message = failure.getMessage();
        return failure instanceof NoRemoteRepositoryException
                || (message != null && message.contains(JGitText.get().pushNotPermitted));
    }

    private static boolean deniesLogin(Throwable failure) {
        return CauseChain.of(failure)
                .anyMatch(cause -> cause instanceof SshException ssh
                        && ssh.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE);
    }
}
