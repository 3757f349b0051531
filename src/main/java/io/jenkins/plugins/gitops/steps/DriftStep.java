package io.jenkins.plugins.gitops.steps;

import hudson.Extension;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code gitopsDrift}: compares the cluster with the commit of the newest delivery. Changes nothing. */
public final class DriftStep extends DesiredStateStep {

    private static final long serialVersionUID = 1L;

    private boolean failOnDrift;

    /** @param environment name of an environment that an administrator lets this job use */
    @DataBoundConstructor
    public DriftStep(String environment) {
        super(environment);
    }

    /** Whether the step fails when something differs. */
    public boolean isFailOnDrift() {
        return failOnDrift;
    }

    @DataBoundSetter
    public void setFailOnDrift(boolean failOnDrift) {
        this.failOnDrift = failOnDrift;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new DriftExecution(context, this);
    }

    @Extension
    public static final class DescriptorImpl extends EnvironmentStepDescriptor {

        @Override
        public String getFunctionName() {
            return "gitopsDrift";
        }

        @Override
        public String getDisplayName() {
            return Messages.DriftStep_displayName();
        }
    }
}
