package io.jenkins.plugins.gitops.access;

import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.common.StandardCertificateCredentials;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.Util;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.access.ClientCredential;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.access.CredentialSource;
import io.jenkins.plugins.gitops.engine.cluster.account.RequestedToken;
import io.jenkins.plugins.gitops.environments.ClusterEntry;
import io.jenkins.plugins.gitops.environments.EntryChecks;
import io.jenkins.plugins.gitops.environments.Messages;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/**
 * Opens a cluster with a credential: a secret text is a bearer token, a user and a password are basic authentication, a
 * certificate is a client certificate, and a file is a kubeconfig. A kubeconfig may not name another server than the one
 * that the administrator configured. Other types are opened where a {@link ClusterTokenSource} takes them.
 */
public final class ClusterCredential {

    /** The types that can open a cluster. */
    public static final CredentialsMatcher TYPES = CredentialsMatchers.anyOf(
            CredentialsMatchers.instanceOf(StringCredentials.class),
            CredentialsMatchers.instanceOf(FileCredentials.class),
            CredentialsMatchers.instanceOf(StandardUsernamePasswordCredentials.class),
            CredentialsMatchers.instanceOf(StandardCertificateCredentials.class),
            each -> each instanceof StandardCredentials credential
                    && ClusterTokenSource.of(credential).isPresent());

    /** Kubernetes gives no token for less. */
    private static final Duration SHORTEST = Duration.ofMinutes(10);

    private static final int LONGEST_KUBECONFIG = 1 << 20;

    private final ClusterEntry cluster;
    private final StandardCredentials credential;

    private ClusterCredential(ClusterEntry cluster, StandardCredentials credential) {
        this.cluster = cluster;
        this.credential = credential;
    }

    /**
     * As the credential is now.
     *
     * @throws GitopsException when the two do not fit together
     */
    public static ClusterAccess open(ClusterEntry cluster, StandardCredentials credential) {
        ClusterAccess access = reach(cluster, credential);
        return deliver(
                cluster,
                SHORTEST,
                token(cluster, credential)
                        .map(token -> access.as(new TokenNow(token)))
                        .orElse(access));
    }

    /** What a credential gave, whatever it gives later. */
    private record TokenNow(ClientCredential current) implements CredentialSource {
        @Override
        public boolean rejected(ClientCredential credential) {
            return false;
        }

        @Override
        public String toString() {
            return "token";
        }
    }

    /**
     * The bearer token that a credential is or gives now; empty for one of another kind.
     *
     * @throws GitopsException when it gives none, or none that can be sent
     */
    static Optional<ClientCredential> token(ClusterEntry cluster, StandardCredentials credential) {
        Optional<String> text = credential instanceof StringCredentials secret
                ? Optional.of(secret.getSecret().getPlainText())
                : ClusterTokenSource.of(credential).map(source -> source.token(credential, cluster.getServerUrl()));
        try {
            return text.map(String::strip).map(ClientCredential::token);
        } catch (GitopsException noToken) {
            throw new GitopsException(
                    "The credential '" + credential.getId() + "' of " + purpose(cluster)
                            + " gives no token: it is empty, or has blanks or line ends in it",
                    "Store the token alone, as it was issued",
                    noToken);
        }
    }

    private static boolean givesToken(StandardCredentials credential) {
        return credential instanceof StringCredentials
                || ClusterTokenSource.of(credential).isPresent();
    }

    /**
     * As it is at each moment: a secret text is looked up anew, as another plugin may write or mint it anew.
     *
     * @param lookup found the credential, and finds it again
     * @param lifetime how long a token should last that is requested for the cluster's ServiceAccount, at least ten minutes
     * @throws GitopsException when the two do not fit together
     */
    static ClusterAccess open(ClusterEntry cluster, ClusterLookup lookup, Duration lifetime) {
        ClusterAccess access = reach(cluster, lookup.first());
        return deliver(
                cluster,
                lifetime.compareTo(SHORTEST) < 0 ? SHORTEST : lifetime,
                givesToken(lookup.first()) ? access.as(new ChangingToken(lookup)) : access);
    }

    private static ClusterAccess reach(ClusterEntry cluster, StandardCredentials credential) {
        ClusterAccess access = new ClusterCredential(cluster, credential).access();
        return ControllerProxy.forHost(access.server().getHost())
                .map(access::through)
                .orElse(access);
    }

    /** With tokens of the cluster's ServiceAccount, where it has one: they are requested when they are needed, and never stored. */
    private static ClusterAccess deliver(ClusterEntry cluster, Duration lifetime, ClusterAccess access) {
        return cluster.getServiceAccount() == null
                ? access
                : new RequestedToken(access, EntryChecks.serviceAccountName(cluster.getServiceAccount()), lifetime)
                        .access();
    }

    static String expected() {
        return Messages.ClusterCredential_expected();
    }

    /** As messages name the cluster. */
    static String purpose(ClusterEntry cluster) {
        return "the cluster '" + cluster.getName() + "'";
    }

    private ClusterAccess access() {
        if (credential instanceof FileCredentials file) {
            return kubeconfig(file);
        }
        // Its token, which may change, comes with each request.
        if (givesToken(credential)) {
            return plain(Optional.empty(), Optional.empty());
        }
        if (credential instanceof StandardUsernamePasswordCredentials user) {
            return plain(
                    Optional.of(user.getUsername()),
                    Optional.of(user.getPassword().getPlainText()));
        }
        if (credential instanceof StandardCertificateCredentials certificate) {
            ClientCertificate client = ClientCertificate.of(certificate);
            return new ClusterAccess(
                    server(),
                    Optional.ofNullable(cluster.getCaCertificate()),
                    true,
                    Optional.of(client.certificates()),
                    Optional.of(client.key()),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
        throw BuildCredentials.wrongType(credential.getId(), purpose(cluster), expected());
    }

    private ClusterAccess plain(Optional<String> user, Optional<String> password) {
        return new ClusterAccess(
                server(),
                Optional.ofNullable(cluster.getCaCertificate()),
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                user,
                password,
                Optional.empty());
    }

    /** The configured server has priority: the file's address must be equal to it, and the configured CA certificate is used. */
    private ClusterAccess kubeconfig(FileCredentials file) {
        ClusterAccess given =
                ClusterAccess.fromKubeconfig(text(file), "credential '" + file.getId() + "'", Optional.empty());
        if (cluster.getServerUrl() != null && !sameServer(given.server(), server())) {
            throw new GitopsException(
                    "The kubeconfig of credential '" + file.getId() + "' is for another server than " + purpose(cluster)
                            + " has",
                    "Store the kubeconfig of " + cluster.getServerUrl()
                            + ", or let an administrator correct the server's URL at "
                            + Messages.GitopsConfiguration_place());
        }
        if (cluster.getCaCertificate() == null) {
            return given;
        }
        return new ClusterAccess(
                given.server(),
                Optional.of(cluster.getCaCertificate()),
                true,
                given.clientCertificate(),
                given.clientKey(),
                given.token(),
                given.user(),
                given.password(),
                given.namespace());
    }

    /** Whether two addresses are equal, apart from the host's case, a default port and a trailing slash. */
    private static boolean sameServer(URI one, URI other) {
        return one.getScheme().equals(other.getScheme())
                && one.getHost().equalsIgnoreCase(other.getHost())
                && port(one) == port(other)
                && path(one).equals(path(other));
    }

    private static int port(URI address) {
        return address.getPort() >= 0 ? address.getPort() : "http".equals(address.getScheme()) ? 80 : 443;
    }

    private static String path(URI address) {
        return Util.fixNull(address.getPath()).replaceAll("/+$", "");
    }

    private URI server() {
        if (cluster.getServerUrl() == null) {
            throw new GitopsException(
                    "The server's URL of " + purpose(cluster) + " is missing; only a kubeconfig brings its own",
                    "Ask an administrator to add it at " + Messages.GitopsConfiguration_place());
        }
        try {
            return new URI(cluster.getServerUrl());
        } catch (URISyntaxException notAnAddress) {
            throw new GitopsException(
                    "The server's URL of " + purpose(cluster) + " is not an address",
                    "Ask an administrator to write it as https://host:6443 at " + Messages.GitopsConfiguration_place());
        }
    }

    private String text(FileCredentials file) {
        try (InputStream content = file.getContent()) {
            // Reads one byte more than allowed, so that the parser refuses a file that is too long.
            return new String(content.readNBytes(LONGEST_KUBECONFIG + 1), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new GitopsException(
                    "The file of credential '" + file.getId() + "' cannot be read", "Store it again", unreadable);
        }
    }
}
