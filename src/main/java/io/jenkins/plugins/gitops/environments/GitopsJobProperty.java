package io.jenkins.plugins.gitops.environments;

import hudson.Util;
import hudson.model.Job;
import java.util.List;
import java.util.stream.Stream;
import jenkins.model.OptionalJobProperty;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * A job's own settings: the environments that it uses, and the defaults of its steps. They give no permission: an environment
 * that the administrator does not allow to this job stays closed.
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

    public boolean allows(String environment) {
        return environments == null || names(environments).contains(environment);
    }

    public static List<String> names(String text) {
        return Stream.of(text.split("[,\\s]+")).filter(name -> !name.isEmpty()).toList();
    }
}
