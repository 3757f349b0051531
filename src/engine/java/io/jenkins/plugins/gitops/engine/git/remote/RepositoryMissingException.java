package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.GitopsException;

/** There is no such repository; many servers say so too when the credentials may not see it. */
public final class RepositoryMissingException extends GitopsException {

    RepositoryMissingException(String problem, String remedy, Throwable cause) {
        super(problem, remedy, cause);
    }
}
