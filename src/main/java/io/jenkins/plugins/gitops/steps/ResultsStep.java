package io.jenkins.plugins.gitops.steps;

import hudson.Extension;
import hudson.model.Run;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import java.io.Serializable;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jenkinsci.plugins.workflow.steps.SynchronousNonBlockingStepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code gitopsResults}: returns what this build has built, tested and delivered, also when a step failed. */
public final class ResultsStep extends Step implements Serializable {

    private static final long serialVersionUID = 1L;

    @DataBoundConstructor
    public ResultsStep() {
        // It has no parameters.
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(context);
    }

    private static final class Execution extends SynchronousNonBlockingStepExecution<BuildResults> {

        private static final long serialVersionUID = 1L;

        Execution(StepContext context) {
            super(context);
        }

        @Override
        protected BuildResults run() throws Exception {
            return BuildResults.of(BuildFacts.of(getContext().get(Run.class)));
        }
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {

        @Override
        public String getFunctionName() {
            return "gitopsResults";
        }

        @Override
        public String getDisplayName() {
            return Messages.ResultsStep_displayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class);
        }
    }
}
