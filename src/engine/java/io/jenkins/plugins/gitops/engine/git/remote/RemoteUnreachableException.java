package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.GitopsException;

/** The server does not answer, or not with Git: name, connection, TLS, time, or an error of its own. May pass. */
public final class RemoteUnreachableException extends GitopsException {

    public RemoteUnreachableException(String problem, String remedy, Throwable cause) {
        super(problem, remedy, cause);
    }
}
