package io.jenkins.plugins.gitops.engine.delivery.history;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.manifest.render.HelmRelease;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestRenderer;
import io.jenkins.plugins.gitops.engine.manifest.render.RenderedManifests;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The files of an environment's own manifests, which a rollback puts back beside the images. They are its own when nothing
 * else is delivered from there: what others deliver would be undone with them. For one thread.
 */
public final class OwnManifests {

    private final RemoteBranch branch;
    private final Revision tip;
    private final DeliveryTarget target;
    private final String path;
    /** Null until they were looked for, in the whole history. */
    private Optional<DeployTrailers> others;

    /**
     * @param tip the commit on which they would be put back
     * @param manifests their path
     */
    public OwnManifests(RemoteBranch branch, Revision tip, DeliveryTarget target, String manifests) {
        this.branch = branch;
        this.tip = tip;
        this.target = target;
        this.path = TreePath.of(manifests);
    }

    /**
     * What rendering gives when they are put back.
     *
     * @param then at the earlier commit
     * @param isExact whether at the tip, with them put back, it gives exactly the same
     * @param outside the commits since that changed what else is rendered, a shared base or a chart; none when all is as
     *     it was
     */
    public record Comparison(RenderedManifests then, boolean isExact, List<CommitInfo> outside) {}

    /** Why they cannot be put back to what they were at a delivery, for people; empty when they can. */
    public Optional<String> objection(DeployTrailers delivery, Revision commit) {
        String shown = "The files of " + TreePath.shown(path) + " are not put back: ";
        if (path.isEmpty()) {
            return Optional.of(shown + "all else is in there too");
        }
        Optional<String> elsewhere = delivery.manifests().filter(then -> !isSame(then));
        if (elsewhere.isPresent() || fingerprint(commit).isEmpty()) {
            return Optional.of(shown + "delivery " + delivery.id() + " was of " + elsewhere.orElse("other manifests"));
        }
        return others().map(other -> shown + other.target() + " is delivered from "
                + other.manifests().orElseThrow() + ", and would be undone with them");
    }

    private boolean isSame(String then) {
        return TreePath.resolve("", then).filter(path::equals).isPresent();
    }

    /** The newest delivery of something else whose manifests are there, or have these in them. */
    private Optional<DeployTrailers> others() {
        if (others == null) {
            others = findOthers();
        }
        return others;
    }

    private Optional<DeployTrailers> findOthers() {
        Set<DeliveryTarget> seen = new HashSet<>(Set.of(target));
        return DeliveryHistory.list(branch, tip, trailers -> seen.add(trailers.target()), Integer.MAX_VALUE).stream()
                .map(DeliveryHistory.Delivered::trailers)
                .filter(trailers -> trailers.manifests()
                        .flatMap(given -> TreePath.resolve("", given))
                        .filter(there -> TreePath.within(there, path) || TreePath.within(path, there))
                        .isPresent())
                .findFirst();
    }

    /** Whether they are not the same at two commits. */
    boolean differ(Revision one, Revision other) {
        return !fingerprint(one).equals(fingerprint(other));
    }

    private Optional<String> fingerprint(Revision commit) {
        return branch.tree(commit).fingerprint(path);
    }

    /** The commits of people that are undone when they are put back, newest first. */
    public List<CommitInfo> undone(Revision commit) {
        return listed(() -> new ManifestChanges(branch).changes(commit, tip, Set.of(path)));
    }

    /** For people alone: where there are too many to list, a rollback does not fail for that. */
    private static List<CommitInfo> listed(Supplier<List<CommitInfo>> commits) {
        try {
            return commits.get();
        } catch (GitopsException e) {
            if (e.getClass() != GitopsException.class) {
                throw e;
            }
            return List.of();
        }
    }

    /**
     * Renders an earlier commit.
     *
     * @throws io.jenkins.plugins.gitops.engine.GitopsException when it cannot be rendered
     */
    public RenderedManifests at(Revision commit, ManifestRenderer renderer, HelmRelease release) {
        return renderer.render(new CommittedFiles(branch.tree(commit)), path, release);
    }

    /**
     * Renders with them put back to what they were at a commit, and that commit.
     *
     * @throws io.jenkins.plugins.gitops.engine.GitopsException when one of both cannot be rendered
     */
    public Comparison compare(Revision commit, ManifestRenderer renderer, HelmRelease release) {
        FileTree restored = new CommittedFiles(branch.tree(tip)).with(path, new CommittedFiles(branch.tree(commit)));
        RenderedManifests then = at(commit, renderer, release);
        RenderedManifests back = renderer.render(restored, path, release);
        if (then.digest().equals(back.digest())) {
            return new Comparison(then, true, List.of());
        }
        Set<String> inputs = new TreeSet<>(then.inputs());
        inputs.addAll(back.inputs());
        return new Comparison(
                then, false, listed(() -> new ManifestChanges(branch).changesOutside(path, commit, tip, inputs)));
    }
}
