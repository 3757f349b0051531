package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.object.CauseChain;
import io.jenkins.plugins.gitops.engine.git.transfer.TransferLimits;
import io.jenkins.plugins.gitops.engine.git.transfer.TransferMeter;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.errors.RemoteRepositoryException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.internal.JGitText;

/** What JGit's transports throw, as errors that a person can act on. */
public final class TransportFailure {

    private final GitRemote remote;
    private final Duration timeout;
    private final ServerText text;
    private final boolean anonymous;

    TransportFailure(GitRemote remote, GitCredentials credentials, Duration timeout) {
        this.remote = remote;
        this.timeout = timeout;
        this.text = new ServerText(credentials);
        this.anonymous = credentials instanceof GitCredentials.None;
    }

    /** @param status the last HTTP status; 0 when there was none */
    GitopsException explain(TransportException failure, int status) {
        String url = remote.url();
        if (status == 401 && anonymous) {
            return new AccessDeniedException(
                    "The server does not let us into " + url
                            + ": it wants a user and a password or token, and none were" + " given (HTTP 401)",
                    "Give them: a credential of the environment in Jenkins; GITOPS_GIT_USERNAME and GITOPS_GIT_PASSWORD on the"
                            + " command line",
                    failure);
        }
        if (status == 401) {
            return new AccessDeniedException(
                    "The server does not let us into " + url + ": it wants other credentials (HTTP 401)",
                    "Check user name and password or token, and that the token has not expired",
                    failure);
        }
        if (status == 403) {
            return new AccessDeniedException(
                    "These credentials may not do that in " + url + " (HTTP 403)",
                    "Give the credentials write access to the repository, or others that have it",
                    failure);
        }
        if (status == 404 || status == 410 || hasCause(failure, NoRemoteRepositoryException.class)) {
            return new RepositoryMissingException(
                    "There is no repository at " + url,
                    "Check the URL; many servers also say so when the credentials may not see the repository",
                    failure);
        }
        if (hasCause(failure, RemoteRepositoryException.class)) {
            return unreachable("refused: " + deepestMessage(failure), "Do as the server's text says", failure);
        }
        if (status >= 300) {
            return unreachable(
                    "answered with HTTP " + status,
                    status >= 500 ? "Try again later, or check the server" : "Check the URL and the proxy between",
                    failure);
        }
        return networkFailure(failure);
    }

    /** Where credentials were left behind, and the other server wants some, or says that there is nothing. */
    GitopsException sentElsewhere(String origin, int status, TransportException failure) {
        return new AccessDeniedException(
                "The server of " + remote.url() + " sends us on to " + origin
                        + ", which is another address: our credentials"
                        + " do not go there, and without them it answers with HTTP " + status,
                "If both are the same people's, write the URL with the address that it sends to",
                failure);
    }

    /** What {@link TransferMeter} cut off. */
    RemoteUnreachableException excess(TransferMeter.Excess excess, Throwable failure) {
        return new RemoteUnreachableException(
                "The server of " + remote.url() + " " + excess.what(), excess.remedy(), failure);
    }

    /** An object that is not taken from a pack. The same server sends the same one again, so nothing passes by itself. */
    GitopsException objectTooLarge(Throwable failure) {
        return new GitopsException(
                "In " + remote.url() + " there is a file, a directory or a commit of more than "
                        + TransferLimits.objectBytes() + " bytes",
                "Take it off the branch, with its history, or set the system property " + TransferLimits.OBJECT_BYTES,
                failure);
    }

    private GitopsException networkFailure(TransportException failure) {
        if (hasCause(failure, UnknownHostException.class)) {
            return unknownHost(failure);
        }
        if (hasCause(failure, SSLException.class)) {
            return unreachable(
                    "does not prove who it is (TLS): " + deepestMessage(failure),
                    "Let this Java trust the server's certificate authority, or repair its certificate",
                    failure);
        }
        if (hasCause(failure, ConnectException.class) || hasCause(failure, NoRouteToHostException.class)) {
            return unreachable("refuses the connection", "Check host and port, and that the server runs", failure);
        }
        if (hasCause(failure, InterruptedIOException.class)) {
            return timedOut(failure);
        }
        return unreachable(
                "broke the connection: " + deepestMessage(failure), "Try again, or check the server", failure);
    }

    GitopsException unknownHost(TransportException failure) {
        return unreachable("has an unknown host name", "Check the URL and the name service", failure);
    }

    GitopsException timedOut(TransportException failure) {
        return unreachable(
                "was silent for " + timeout.toSeconds() + " s", "Check the server, or allow more time", failure);
    }

    /** A pack that arrived broken twice. */
    public static GitopsException unreadable(TransportException failure) {
        return new RemoteUnreachableException(
                "The server's answer could not be read: what it sent is damaged or incomplete",
                "Try again; if it stays so, check the repository on the server with git fsck",
                failure);
    }

    private GitopsException unreachable(String what, String remedy, TransportException failure) {
        return new RemoteUnreachableException("The server of " + remote.url() + " " + what, remedy, failure);
    }

    private String deepestMessage(TransportException failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String message = deepest.getMessage() == null ? failure.getMessage() : deepest.getMessage();
        String clean = text.clean(message == null ? "no reason given" : message);
        return clean.startsWith(remote.url() + ": ")
                ? clean.substring(remote.url().length() + 2)
                : clean;
    }

    /** Whether the server refused the request, in Git's protocol. */
    static boolean isServerRefusal(Throwable failure) {
        return hasCause(failure, RemoteRepositoryException.class) || hasCause(failure, PackProtocolException.class);
    }

    /** Whether a filter was asked for and the server does not have them. */
    static boolean lacksFilterSupport(Throwable failure) {
        return CauseChain.of(failure)
                .map(Throwable::getMessage)
                .anyMatch(message -> message != null && message.contains(JGitText.get().filterRequiresCapability));
    }

    /** Whether it is of this type, or was caused by one. */
    static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
        return CauseChain.of(failure).anyMatch(type::isInstance);
    }
}
