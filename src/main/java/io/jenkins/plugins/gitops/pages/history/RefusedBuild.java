package io.jenkins.plugins.gitops.pages.history;

import io.jenkins.plugins.gitops.builds.BuildRef;
import io.jenkins.plugins.gitops.builds.NotDelivered;
import io.jenkins.plugins.gitops.engine.delivery.record.ShortReason;
import io.jenkins.plugins.gitops.pages.delivery.NotDeliveredView;
import java.time.Instant;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A step that was refused before a delivery began, in the list of its job. */
@ExportedBean(defaultVisibility = 3)
public final class RefusedBuild {

    private final NotDelivered refused;
    private final BuildRef build;

    RefusedBuild(NotDelivered refused, BuildRef build) {
        this.refused = refused;
        this.build = build;
    }

    Instant at() {
        return refused.at();
    }

    /** What it was to deliver, where it was refused, and why. */
    @Exported
    public NotDeliveredView getStep() {
        return new NotDeliveredView(refused);
    }

    public String getShortReason() {
        return ShortReason.of(refused.reason());
    }

    @Exported
    public int getBuildNumber() {
        return build.number();
    }

    /** The build's address below Jenkins' root. */
    public String getBuildUrl() {
        return build.url();
    }
}
