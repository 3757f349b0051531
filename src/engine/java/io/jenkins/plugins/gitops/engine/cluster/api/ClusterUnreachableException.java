package io.jenkins.plugins.gitops.engine.cluster.api;

import io.jenkins.plugins.gitops.engine.GitopsException;
import org.jspecify.annotations.Nullable;

/**
 * The API server gave no usable answer in time: no connection, no answer, or only that it is unavailable. Whether
 * the request had an effect is unknown; a retry may help. A refusal is never of this type.
 */
public class ClusterUnreachableException extends GitopsException {

    private static final long serialVersionUID = 1L;

    /** @param cause null when the server answered that it is unavailable */
    public ClusterUnreachableException(String problem, @Nullable Throwable cause) {
        this(problem, "Check that the API server runs and can be reached from here, then try again", cause);
    }

    ClusterUnreachableException(String problem, String remedy, @Nullable Throwable cause) {
        super(problem, remedy, cause);
    }
}
