package io.jenkins.plugins.gitops.steps;

import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import java.io.Serializable;
import java.util.Set;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code gitopsTest}: a block that runs the tests; what they wrote decides whether this build may deploy. */
public final class TestStep extends Step implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String junit;

    /** @param junit Ant pattern of the JUnit XML files, from the current folder */
    @DataBoundConstructor
    public TestStep(String junit) {
        this.junit = Util.fixNull(junit).trim();
    }

    public String getJunit() {
        return junit;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new TestExecution(context, junit);
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {

        @Override
        public String getFunctionName() {
            return "gitopsTest";
        }

        @Override
        public String getDisplayName() {
            return Messages.TestStep_displayName();
        }

        @Override
        public boolean takesImplicitBlockArgument() {
            return true;
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, FlowNode.class, FilePath.class, TaskListener.class);
        }

        @POST
        public FormValidation doCheckJunit(@QueryParameter String value) {
            return FormValidation.validateRequired(value);
        }
    }
}
