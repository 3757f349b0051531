package io.jenkins.plugins.gitops.builds;

import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A delivery whose record cannot be read. A page shows it as such, beside the others. */
@ExportedBean(defaultVisibility = 3)
public final class UnreadableRecord {

    private final String deployId;
    private final String problem;

    UnreadableRecord(String deployId, String problem) {
        this.deployId = deployId;
        this.problem = problem;
    }

    @Exported
    public String getDeployId() {
        return deployId;
    }

    /** What is wrong, without the controller's paths. */
    @Exported
    public String getProblem() {
        return problem;
    }
}
