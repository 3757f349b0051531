package io.jenkins.plugins.gitops.steps;

import hudson.Util;
import java.util.List;
import org.kohsuke.stapler.DataBoundSetter;

/** A step that reads the manifests of an environment as its newest delivery left them. */
public abstract class DesiredStateStep extends EnvironmentStep {

    private static final long serialVersionUID = 1L;

    private String manifests;
    private List<String> values;

    DesiredStateStep(String environment) {
        super(environment);
    }

    /** Path of the manifests in the repository; the job's default when absent. */
    public final String getManifests() {
        return manifests;
    }

    @DataBoundSetter
    public final void setManifests(String manifests) {
        this.manifests = Util.fixEmptyAndTrim(manifests);
    }

    /** Paths of a chart's values files in the repository, each laid over those before it; null when there are none. */
    public final List<String> getValues() {
        return values;
    }

    @DataBoundSetter
    public final void setValues(List<String> values) {
        this.values = ObjectNames.orNull(values);
    }

    @Override
    DeployStep asSync() {
        DeployStep sync = super.asSync();
        sync.setManifests(manifests);
        sync.setValues(values);
        return sync;
    }
}
