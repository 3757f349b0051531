package io.jenkins.plugins.gitops.steps;

import hudson.Util;
import java.io.Serializable;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.DataBoundSetter;

/** A step that does something with an application in an environment, and commits no manifests. */
public abstract class EnvironmentStep extends Step implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String environment;
    private String application;
    private String file;

    EnvironmentStep(String environment) {
        this.environment = Util.fixNull(environment).trim();
    }

    public final String getEnvironment() {
        return environment;
    }

    /** Name of the application; the job's default when absent. */
    public final String getApplication() {
        return application;
    }

    @DataBoundSetter
    public final void setApplication(String application) {
        this.application = Util.fixEmptyAndTrim(application);
    }

    /** The gitops.yaml, or its folder, in the repository; the one at its root when absent. */
    public final String getFile() {
        return file;
    }

    @DataBoundSetter
    public final void setFile(String file) {
        this.file = Util.fixEmptyAndTrim(file);
    }

    /** A sync of the same, which says the same place, and whose access rules are the same. */
    DeployStep asSync() {
        DeployStep sync = new DeployStep(environment).askedAs(getDescriptor().getFunctionName());
        sync.setApplication(application);
        sync.setFile(file);
        sync.setSync(true);
        return sync;
    }
}
