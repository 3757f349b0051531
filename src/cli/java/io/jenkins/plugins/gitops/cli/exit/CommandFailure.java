package io.jenkins.plugins.gitops.cli.exit;

import io.jenkins.plugins.gitops.engine.GitopsException;

/** An error with an exit code of its own; all others mean that nothing was done. */
public final class CommandFailure extends GitopsException {

    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    public CommandFailure(ExitCode exitCode, GitopsException error) {
        super(error.getMessage(), error.remedy(), error);
        this.exitCode = exitCode;
    }

    ExitCode exitCode() {
        return exitCode;
    }
}
