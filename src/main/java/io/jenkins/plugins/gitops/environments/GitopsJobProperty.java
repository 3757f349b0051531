package io.jenkins.plugins.gitops.environments;

import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Job;
import hudson.util.FormValidation;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.model.OptionalJobProperty;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * What a job says of its own deliveries: the environments that it means, and the defaults of its steps. It gives no
 * right: an environment that the administrator does not allow to this job stays closed.
 */
public class GitopsJobProperty extends OptionalJobProperty<Job<?, ?>> {

    private String environments;
    private String application;
    private String manifests;

    @DataBoundConstructor
    public GitopsJobProperty() {}

    /** Names, separated by commas or spaces; absent for all that the job may use. */
    public String getEnvironments() {
        return environments;
    }

    @DataBoundSetter
    public void setEnvironments(String environments) {
        this.environments = Util.fixEmptyAndTrim(environments);
    }

    /** The application of deploys that name none; absent for the image's. */
    public String getApplication() {
        return application;
    }

    @DataBoundSetter
    public void setApplication(String application) {
        this.application = Util.fixEmptyAndTrim(application);
    }

    /** The folder of manifests of deploys that name none. */
    public String getManifests() {
        return manifests;
    }

    @DataBoundSetter
    public void setManifests(String manifests) {
        this.manifests = Util.fixEmptyAndTrim(manifests);
    }

    boolean allows(String environment) {
        return environments == null || names(environments).contains(environment);
    }

    private static List<String> names(String text) {
        return Stream.of(text.split("[,\\s]+")).filter(name -> !name.isEmpty()).toList();
    }

    @Extension
    @Symbol("gitops")
    public static class DescriptorImpl extends OptionalJobPropertyDescriptor {
        @Override
        public String getDisplayName() {
            return Messages.GitopsJobProperty_title();
        }

        @POST
        public FormValidation doCheckEnvironments(@AncestorInPath Job<?, ?> job, @QueryParameter String value) {
            if (job == null) {
                return FormValidation.ok();
            }
            job.checkPermission(Item.CONFIGURE);
            List<String> allowed = EnvironmentRules.allowedByAdministrator(job);
            String others = names(Util.fixNull(value)).stream()
                    .filter(name -> !allowed.contains(name))
                    .collect(Collectors.joining(", "));
            return others.isEmpty()
                    ? FormValidation.ok(
                            allowed.isEmpty()
                                    ? Messages.GitopsJobProperty_none()
                                    : Messages.GitopsJobProperty_allowed(String.join(", ", allowed)))
                    : FormValidation.warning(Messages.GitopsJobProperty_notAllowed(
                            others, allowed.isEmpty() ? "-" : String.join(", ", allowed)));
        }

        @POST
        public FormValidation doCheckApplication(@AncestorInPath Job<?, ?> job, @QueryParameter String value) {
            if (job == null) {
                return FormValidation.ok();
            }
            job.checkPermission(Item.CONFIGURE);
            return EntryChecks.validation(EntryChecks.optional(value, EntryChecks::name));
        }

        @POST
        public FormValidation doCheckManifests(@AncestorInPath Job<?, ?> job, @QueryParameter String value) {
            if (job == null) {
                return FormValidation.ok();
            }
            job.checkPermission(Item.CONFIGURE);
            return EntryChecks.validation(EntryChecks.optional(value, EntryChecks::folder));
        }
    }
}
