package io.jenkins.plugins.gitops.engine.cluster.access;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.HttpProxy;
import java.net.URI;
import java.util.Optional;

/**
 * How to reach an API server and as whom: everything in memory, nothing read from files, from the environment or from
 * the process's own cluster identity. Only a {@link CredentialSource} that somebody gave reads what it was made for.
 *
 * @param server the API server's address, {@code https} or (test set-ups) {@code http}
 * @param certificateAuthority the authority's certificates, PEM; absent means the Java runtime's
 * @param verifyCertificate false only when the kubeconfig says {@code insecure-skip-tls-verify}
 * @param clientCertificate PEM; comes with {@code clientKey}
 * @param clientKey PEM
 * @param token a bearer token
 * @param user for basic authentication; comes with {@code password}
 * @param namespace the context's namespace
 * @param proxy the HTTP proxy to go through; absent means a direct connection
 * @param source gives a credential that changes; it is the only credential then
 */
public record ClusterAccess(
        URI server,
        Optional<String> certificateAuthority,
        boolean verifyCertificate,
        Optional<String> clientCertificate,
        Optional<String> clientKey,
        Optional<String> token,
        Optional<String> user,
        Optional<String> password,
        Optional<String> namespace,
        Optional<HttpProxy> proxy,
        Optional<CredentialSource> source) {

    /** @throws GitopsException when the address is not an http or https URL, or half of a pair is missing */
    public ClusterAccess {
        boolean http = "https".equals(server.getScheme()) || "http".equals(server.getScheme());
        if (!http || server.getHost() == null || server.getUserInfo() != null) {
            throw new GitopsException(
                    "The address of the API server is not an https address", "Write it as https://host:6443");
        }
        requirePair(clientCertificate, clientKey, "client certificate", "its key");
        requirePair(user, password, "user name", "its password");
        if (source.isPresent() && (clientCertificate.isPresent() || token.isPresent() || user.isPresent())) {
            throw new GitopsException(
                    "The cluster's access has two credentials, one of which changes", "Give one of them");
        }
    }

    /** A direct connection. */
    public ClusterAccess(
            URI server,
            Optional<String> certificateAuthority,
            boolean verifyCertificate,
            Optional<String> clientCertificate,
            Optional<String> clientKey,
            Optional<String> token,
            Optional<String> user,
            Optional<String> password,
            Optional<String> namespace) {
        this(
                server,
                certificateAuthority,
                verifyCertificate,
                clientCertificate,
                clientKey,
                token,
                user,
                password,
                namespace,
                Optional.empty(),
                Optional.empty());
    }

    /** The same access through a proxy. */
    public ClusterAccess through(HttpProxy throughProxy) {
        return new ClusterAccess(
                server,
                certificateAuthority,
                verifyCertificate,
                clientCertificate,
                clientKey,
                token,
                user,
                password,
                namespace,
                Optional.of(throughProxy),
                source);
    }

    /** The same server, reached in the same way, with the credentials that a source gives and no other. */
    public ClusterAccess as(CredentialSource credentials) {
        return new ClusterAccess(
                server,
                certificateAuthority,
                verifyCertificate,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                namespace,
                proxy,
                Optional.of(credentials));
    }

    /**
     * Reads a kubeconfig that holds all it needs.
     *
     * @param yaml the kubeconfig, at most 1 MiB
     * @param origin where it came from, as messages name it: a credential's id, a path
     * @param context which context to use; absent means the kubeconfig's current one
     * @throws GitopsException when it is not a kubeconfig, or asks to run a program ({@code exec},
     *     {@code auth-provider}), to read a file, to use a proxy or to impersonate: on a controller, whoever may edit it
     *     would then run programs and read files there
     */
    public static ClusterAccess fromKubeconfig(String yaml, String origin, Optional<String> context) {
        return new Kubeconfig(yaml, origin).access(context, Optional.empty());
    }

    /**
     * As above, on a machine of the person who wrote the kubeconfig: a program that it names for the credential
     * ({@code exec}) may run, if {@code programs} says so.
     */
    public static ClusterAccess fromKubeconfig(
            String yaml, String origin, Optional<String> context, ExecProgram.Runner programs) {
        return new Kubeconfig(yaml, origin).access(context, Optional.of(programs));
    }

    private static void requirePair(Optional<String> one, Optional<String> other, String name, String otherName) {
        if (one.isPresent() != other.isPresent()) {
            throw new GitopsException(
                    "The cluster's access has only one of a " + name + " and " + otherName, "Give both, or neither");
        }
    }

    /** The address, and which credentials it has; shows no secret. */
    @Override
    public String toString() {
        return "ClusterAccess[" + server
                + (clientCertificate.isPresent() ? ", client certificate" : "")
                + (token.isPresent() ? ", token" : "")
                + user.map(name -> ", user " + name).orElse("")
                + source.map(from -> ", " + from).orElse("")
                + namespace.map(name -> ", namespace " + name).orElse("")
                + proxy.map(through -> ", " + through).orElse("")
                + "]";
    }
}
