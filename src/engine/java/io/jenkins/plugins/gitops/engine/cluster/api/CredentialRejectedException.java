package io.jenkins.plugins.gitops.engine.cluster.api;

/**
 * The API server does not accept the credential (401): the token or the certificate is unknown to it, or has expired.
 */
public class CredentialRejectedException extends ClusterAccessException {

    private static final long serialVersionUID = 1L;

    CredentialRejectedException(String server) {
        super(
                "The API server " + server + " does not accept the credential: it is invalid or has expired",
                "Store a new token or client certificate for this cluster",
                null);
    }
}
