package io.jenkins.plugins.gitops.steps;

import hudson.Extension;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * {@code gitopsSync}: makes the cluster equal to the newest delivery again, without a commit. It is a {@code gitopsDeploy} with
 * {@code sync: true}, with the parameters that have a meaning then.
 */
public final class SyncStep extends DesiredStateStep {

    private static final long serialVersionUID = 1L;

    private Integer timeoutSeconds;

    /** @param environment name of an environment that an administrator lets this job use */
    @DataBoundConstructor
    public SyncStep(String environment) {
        super(environment);
    }

    /** Seconds that it may take until all is healthy; the environment's setting when absent. */
    public Integer getTimeoutSeconds() {
        return timeoutSeconds;
    }

    @DataBoundSetter
    public void setTimeoutSeconds(Integer timeoutSeconds) {
        this.timeoutSeconds = timeoutSeconds;
    }

    @Override
    DeployStep asSync() {
        DeployStep sync = super.asSync();
        sync.setTimeoutSeconds(timeoutSeconds);
        return sync;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new DeployExecution(context, asSync());
    }

    @Extension
    public static final class DescriptorImpl extends EnvironmentStepDescriptor {

        @Override
        public String getFunctionName() {
            return "gitopsSync";
        }

        @Override
        public String getDisplayName() {
            return Messages.SyncStep_displayName();
        }
    }
}
