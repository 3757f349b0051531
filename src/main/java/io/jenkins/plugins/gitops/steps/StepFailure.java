package io.jenkins.plugins.gitops.steps;

import hudson.AbortException;
import hudson.model.Run;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.builds.NotDelivered;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** How a step that was refused ends: with a message for users and without a stack trace, on its build's page too. */
final class StepFailure {

    private StepFailure() {}

    /** Stores a refusal for the build's page. Without a request there is no record. */
    static NotDelivered stored(StepContext context, String environment, GitopsException failure) {
        NotDelivered refused =
                NotDelivered.refused(SteadyClock.SYSTEM.instant(), environment, failure.getMessage(), failure.remedy());
        try {
            BuildFacts.of(context.get(Run.class)).add(refused);
        } catch (IOException | InterruptedException | UncheckedIOException notSaved) {
            failure.addSuppressed(notSaved);
        }
        return refused;
    }

    /** @return with the problem, and the remedy on a line of its own */
    static AbortException of(GitopsException failure) {
        return new AbortException(ShownText.of(failure.getMessage() + "\n-> " + failure.remedy()));
    }
}
