package io.jenkins.plugins.gitops.engine.cluster.api;

import io.jenkins.plugins.gitops.engine.GitopsException;

/**
 * The API server does not know who asks: the token or the certificate is none of its own, or was and has expired. Nothing is
 * said of the cluster's objects; with a new credential it may be asked again.
 */
public class CredentialRejectedException extends GitopsException {

    private static final long serialVersionUID = 1L;

    CredentialRejectedException(String server) {
        super(
                "The API server " + server + " does not accept the credential: it is invalid or has expired",
                "Store a new token or client certificate for this cluster");
    }
}
