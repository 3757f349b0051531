package io.jenkins.plugins.gitops.engine.cluster.api;

import io.jenkins.plugins.gitops.engine.GitopsException;

/**
 * The API server gave no usable answer in time: no connection, no answer, or only that it is unavailable. Nothing is
 * known of what happened to the request; asking again may help. A refusal is never of this type.
 */
public class ClusterUnreachableException extends GitopsException {

    private static final long serialVersionUID = 1L;

    public ClusterUnreachableException(String problem, Throwable cause) {
        super(problem, "Check that the API server runs and can be reached from here, then try again", cause);
    }
}
