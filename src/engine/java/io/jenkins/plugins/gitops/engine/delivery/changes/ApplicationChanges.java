package io.jenkins.plugins.gitops.engine.delivery.changes;

import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.manifest.render.RenderedManifests;
import java.util.List;
import java.util.Optional;

/**
 * What touches an application.
 *
 * @param compared the delivery that it was compared with; empty where there is none
 * @param reasons why it is touched, for people; none when it is not
 * @param commits those of people that touch it, newest first
 * @param note for people: why an application without changes is left alone that one may expect to be delivered
 * @param sourceChanged whether the files changed that its images are built from, and not its manifests alone; never of an application
 *     of which no image was delivered
 * @param rendering what its manifests are now; empty where they were not rendered
 */
public record ApplicationChanges(
        Optional<Compared> compared,
        List<String> reasons,
        List<CommitInfo> commits,
        Optional<String> note,
        boolean sourceChanged,
        Optional<RenderedManifests> rendering) {

    public ApplicationChanges {
        reasons = List.copyOf(reasons);
        commits = List.copyOf(commits);
    }

    /**
     * The newest delivery that is healthy.
     *
     * @param revision the commit that it made
     * @param source the commit that its images were built from, where that is known
     */
    public record Compared(DeployId delivery, Revision revision, Optional<Revision> source) {

        /** For people. */
        @Override
        public String toString() {
            return "delivery " + delivery + " (" + revision.abbreviated() + ")"
                    + source.map(built -> " of the commit " + built.abbreviated())
                            .orElse("");
        }
    }

    public boolean touched() {
        return !reasons.isEmpty();
    }
}
