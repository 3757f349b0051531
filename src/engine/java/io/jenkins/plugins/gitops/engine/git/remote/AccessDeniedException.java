package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.GitopsException;

/** The server wants other credentials, or these may not do that (HTTP 401, 403). */
public final class AccessDeniedException extends GitopsException {

    AccessDeniedException(String problem, String remedy, Throwable cause) {
        super(problem, remedy, cause);
    }
}
