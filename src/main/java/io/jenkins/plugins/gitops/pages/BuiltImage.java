package io.jenkins.plugins.gitops.pages;

import hudson.Util;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildResult;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.pages.delivery.CommitLinks;
import io.jenkins.plugins.gitops.pages.delivery.CommitView;
import io.jenkins.plugins.gitops.pages.delivery.ImageView;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** An image that a build built, as pages and {@code api/json} show it. */
@ExportedBean(defaultVisibility = 3)
public final class BuiltImage {

    private final BuildResult built;
    private final CommitLinks links;

    BuiltImage(BuildResult built, CommitLinks links) {
        this.built = built;
        this.links = links;
    }

    /** With its digest. */
    @Exported
    public String getImage() {
        return built.image().toString();
    }

    public ImageView getImageView() {
        return new ImageView(built.image());
    }

    @Exported
    public String getBuilder() {
        return built.builder();
    }

    @Exported
    public long getDurationMillis() {
        return built.duration().toMillis();
    }

    public String getDurationText() {
        return Util.getTimeSpanString(getDurationMillis());
    }

    @Exported
    public String getSourceCommit() {
        return built.source().map(source -> source.revision()).map(Revision::id).orElse(null);
    }

    public CommitView getSourceCommitView() {
        return built.source()
                .map(source -> links.view(source.repository(), source.revision()))
                .orElse(null);
    }
}
