package io.jenkins.plugins.gitops.engine.git.object;

import io.jenkins.plugins.gitops.engine.GitopsException;
import org.jspecify.annotations.Nullable;

/** The server does not have, or does not give out, this commit. */
public final class RevisionMissingException extends GitopsException {

    public RevisionMissingException(String problem, String remedy, @Nullable Throwable cause) {
        super(problem, remedy, cause);
    }
}
