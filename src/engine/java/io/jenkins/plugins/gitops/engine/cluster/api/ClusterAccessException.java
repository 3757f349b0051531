package io.jenkins.plugins.gitops.engine.cluster.api;

import io.jenkins.plugins.gitops.engine.GitopsException;
import org.jspecify.annotations.Nullable;

/**
 * An API server cannot be used with the access that is given: it does not know the credential, there is none at the moment, its
 * certificate is not trusted, or a certificate or a key is none. It says nothing of what was delivered, and what is given can be mended
 * meanwhile.
 */
public class ClusterAccessException extends GitopsException {

    private static final long serialVersionUID = 1L;

    ClusterAccessException(String message, String remedy, @Nullable Throwable cause) {
        super(message, remedy, cause);
    }
}
