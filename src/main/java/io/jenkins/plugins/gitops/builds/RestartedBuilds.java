package io.jenkins.plugins.gitops.builds;

import hudson.Extension;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.UncheckedIOException;
import org.jenkinsci.plugins.workflow.flow.FlowCopier;

/** Gives a build that restarts another one from a stage what that one had built and tested. It begins without both. */
@Extension
public final class RestartedBuilds extends FlowCopier.ByRun {

    @Override
    public void copy(Run<?, ?> original, Run<?, ?> copy, TaskListener listener) {
        BuildFacts facts = original.getAction(BuildFacts.class);
        if (facts == null || !original.getParent().equals(copy.getParent())) {
            return;
        }
        try {
            BuildFacts.of(copy).restart(facts.toRestart());
        } catch (UncheckedIOException e) {
            listener.getLogger()
                    .println("[gitops] What " + original + " built and tested cannot be taken over: " + e.getMessage());
        }
    }
}
