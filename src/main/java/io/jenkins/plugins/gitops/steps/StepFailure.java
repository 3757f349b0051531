package io.jenkins.plugins.gitops.steps;

import hudson.AbortException;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;

/** The exception that ends a step with a message for users and without a stack trace. */
final class StepFailure {

    private StepFailure() {}

    /** @return with the problem, and the remedy on a line of its own */
    static AbortException of(GitopsException failure) {
        return new AbortException(ShownText.of(failure.getMessage() + "\n-> " + failure.remedy()));
    }
}
