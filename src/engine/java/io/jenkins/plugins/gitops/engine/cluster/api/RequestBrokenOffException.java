package io.jenkins.plugins.gitops.engine.cluster.api;

/**
 * The API server broke off this one request, by an error of its own, and goes on with others: one of 1.20 does so with a
 * server-side apply of an APIService.
 */
public final class RequestBrokenOffException extends ClusterUnreachableException {

    private static final long serialVersionUID = 1L;

    RequestBrokenOffException(String problem, Throwable cause) {
        super(problem, cause);
    }
}
