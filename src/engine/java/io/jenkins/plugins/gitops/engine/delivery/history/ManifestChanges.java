package io.jenkins.plugins.gitops.engine.delivery.history;

import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.manifest.image.ImageEditor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What was tested is what is deployed: between the built commit and the branch's tip, only write-backs may have changed
 * the files that the rendering reads. Trailers alone do not make a write-back, since they can be forged: the change must
 * also be one of images alone.
 */
public final class ManifestChanges {

    private final RemoteBranch branch;

    public ManifestChanges(RemoteBranch branch) {
        this.branch = branch;
    }

    /** Throws the supersession, with the commits, when something else changed one of the paths. */
    public void check(DeployRequest request, Revision tip, Set<String> inputs) {
        if (request.kind() != DeliveryKind.DEPLOY
                || request.options().safety().allowNewerManifests()
                || !request.ofTheRemote()) {
            return;
        }
        Revision built = request.source().get().revision();
        if (built.equals(tip)) {
            return;
        }
        List<CommitInfo> newer = changes(built, tip, inputs);
        if (!newer.isEmpty()) {
            throw new DeliveryRefusedException(
                    Outcome.SUPERSEDED,
                    "The manifests changed after the commit that was built and tested:" + CommitInfo.lines(newer),
                    "Build and test the newer commit, or allow them (" + ErrorRemedy.NEWER_MANIFESTS.words() + ")");
        }
    }

    /** The commits between two that changed one of the paths and are no write-backs, newest first. */
    public List<CommitInfo> changes(Revision from, Revision to, Set<String> inputs) {
        return branch.changesBetween(
                from,
                to,
                inputs,
                (commit, path, before, after) ->
                        DeployTrailers.from(commit.message()).isEmpty()
                                || before.isEmpty()
                                || after.isEmpty()
                                || !sameButForImages(path, before.get(), after.get()));
    }

    private static boolean sameButForImages(String path, byte[] before, byte[] after) {
        return Arrays.equals(ImageEditor.withoutImages(path, before), ImageEditor.withoutImages(path, after));
    }
}
