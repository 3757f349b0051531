package io.jenkins.plugins.gitops.engine.git.object;

import io.jenkins.plugins.gitops.engine.GitopsException;

/** The server does not have, or does not give out, this commit. */
public final class RevisionMissingException extends GitopsException {

    public RevisionMissingException(String problem, String remedy, Throwable cause) {
        super(problem, remedy, cause);
    }
}
