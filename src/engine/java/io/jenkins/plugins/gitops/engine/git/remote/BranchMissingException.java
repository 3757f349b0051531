package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.GitopsException;

/** The repository is there, the branch is not. */
public final class BranchMissingException extends GitopsException {

    BranchMissingException(String problem, String remedy, Throwable cause) {
        super(problem, remedy, cause);
    }
}
