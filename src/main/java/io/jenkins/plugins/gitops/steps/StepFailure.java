package io.jenkins.plugins.gitops.steps;

import hudson.AbortException;
import io.jenkins.plugins.gitops.engine.GitopsException;

/** What ends a step with a message for people and without a stack trace. */
final class StepFailure {

    private StepFailure() {}

    /** @return what is wrong, and the way out on a line of its own */
    static AbortException of(GitopsException failure) {
        return new AbortException(DeployExecution.plain(failure.getMessage() + "\n-> " + failure.remedy()));
    }
}
