package io.jenkins.plugins.gitops.steps;

import hudson.Extension;
import hudson.Util;
import hudson.util.FormValidation;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * {@code gitopsDelete}: removes from an environment all that an application's deliveries made there. Without {@code confirm},
 * and in a change request, a fork or a tag, it only shows what that would be.
 */
public final class DeleteStep extends EnvironmentStep {

    private static final long serialVersionUID = 1L;

    private String confirm;
    private List<String> include;
    private Integer timeoutSeconds;

    /** @param environment name of an environment that an administrator lets this job use, and lets steps delete in */
    @DataBoundConstructor
    public DeleteStep(String environment) {
        super(environment);
    }

    /** The application's name again, against mistakes; without it nothing is removed. */
    public String getConfirm() {
        return confirm;
    }

    @DataBoundSetter
    public void setConfirm(String confirm) {
        this.confirm = Util.fixEmptyAndTrim(confirm);
    }

    /** Namespaces, volume claims and custom resource definitions that may go with their data; null when there are none. */
    public List<String> getInclude() {
        return include;
    }

    @DataBoundSetter
    public void setInclude(List<String> include) {
        this.include = ObjectNames.orNull(include);
    }

    /** Seconds that the objects may take to go; the environment's setting when absent. */
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
        return new DeleteExecution(context, this);
    }

    @Extension
    public static final class DescriptorImpl extends EnvironmentStepDescriptor {

        @Override
        public String getFunctionName() {
            return "gitopsDelete";
        }

        @Override
        public String getDisplayName() {
            return Messages.DeleteStep_displayName();
        }

        @POST
        public FormValidation doCheckConfirm(@QueryParameter String value, @QueryParameter String application) {
            String name = Util.fixEmptyAndTrim(value);
            if (name == null) {
                return FormValidation.ok(Messages.DeleteStep_showsOnly());
            }
            return name.equals(Util.fixEmptyAndTrim(application))
                    ? FormValidation.ok()
                    : FormValidation.error(Messages.DeleteStep_otherName());
        }

        @POST
        public FormValidation doCheckInclude(@QueryParameter String value) {
            return objects(value);
        }
    }
}
