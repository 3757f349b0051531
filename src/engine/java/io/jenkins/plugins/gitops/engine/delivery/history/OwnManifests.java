package io.jenkins.plugins.gitops.engine.delivery.history;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.RestoredDelivery;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.manifest.render.HelmRelease;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestRenderer;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.render.RenderedManifests;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The files of an environment's own manifests, which a rollback puts back beside the images. They are its own when nothing
 * else is delivered from there: what others deliver would be undone with them. Of a chart with values files beside it these
 * are its own, each of them by itself, and the chart is not. For one thread.
 */
public final class OwnManifests {

    private final RemoteBranch branch;
    private final Revision tip;
    private final DeliveryTarget target;
    private final ManifestSource manifests;
    /** Null until they were looked for, in the whole history. */
    private List<DeployTrailers> others;

    /**
     * @param tip the commit on which they would be put back
     * @param manifests where they are
     */
    public OwnManifests(RemoteBranch branch, Revision tip, DeliveryTarget target, ManifestSource manifests) {
        this.branch = branch;
        this.tip = tip;
        this.target = target;
        this.manifests = manifests.normalized();
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
        String shown = "The files of " + TreePath.shown(manifests.path()) + " are not put back: ";
        if (manifests.own().contains("")) {
            return Optional.of(shown + "all else is in there too");
        }
        Optional<ManifestSource> elsewhere = delivery.manifests().filter(then -> !then.isSame(manifests));
        if (elsewhere.isPresent()
                || manifests.own().stream()
                        .anyMatch(path -> branch.tree(commit).fingerprint(path).isEmpty())) {
            return Optional.of(shown + "delivery " + delivery.id() + " was of "
                    + elsewhere.map(ManifestSource::toString).orElse("other manifests"));
        }
        if (!paths().isEmpty()) {
            return Optional.empty();
        }
        return others().stream()
                .filter(other -> manifests.own().stream().anyMatch(path -> isFrom(other, path)))
                .findFirst()
                .map(other -> shown + other.target() + " is delivered from "
                        + other.manifests().orElseThrow() + ", and would be undone with them");
    }

    /** What goes back to what it was at a delivery to which there is no objection. */
    public RestoredDelivery restored(DeployTrailers delivery, Revision commit) {
        // As in earlier versions where it is all.
        return new RestoredDelivery(delivery.id(), commit, paths().equals(manifests.own()) ? List.of() : paths());
    }

    /** Whether all that may be its own is. */
    public boolean isWhole() {
        return paths().equals(manifests.own());
    }

    /** What nothing else is delivered from. */
    private List<String> paths() {
        return manifests.own().stream()
                .filter(path -> others().stream().noneMatch(other -> isFrom(other, path)))
                .toList();
    }

    /** Whether a delivery's manifests are at a path, in it, or have it in them. */
    private static boolean isFrom(DeployTrailers delivery, String path) {
        return delivery.manifests().stream()
                .flatMap(there -> Stream.concat(Stream.of(there.path()), there.values().stream()))
                .flatMap(given -> TreePath.resolve("", given).stream())
                .anyMatch(there -> TreePath.within(there, path) || TreePath.within(path, there));
    }

    /** The newest delivery of each application and environment beside this one. */
    private List<DeployTrailers> others() {
        if (others == null) {
            Set<DeliveryTarget> seen = new HashSet<>(Set.of(target));
            others =
                    DeliveryHistory.list(branch, tip, trailers -> seen.add(trailers.target()), Integer.MAX_VALUE)
                            .stream()
                            .map(DeliveryHistory.Delivered::trailers)
                            .toList();
        }
        return others;
    }

    /** Whether they are not the same at two commits. */
    boolean differ(Revision one, Revision other) {
        return !fingerprint(one).equals(fingerprint(other));
    }

    private List<Optional<String>> fingerprint(Revision commit) {
        return paths().stream()
                .map(path -> branch.tree(commit).fingerprint(path))
                .toList();
    }

    /** The commits of people that are undone when they are put back, newest first. */
    public List<CommitInfo> undone(Revision commit) {
        return listed(() -> new ManifestChanges(branch).changes(commit, tip, Set.copyOf(paths())));
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
        return renderer.render(new CommittedFiles(branch.tree(commit)), manifests, release);
    }

    /**
     * Renders with them put back to what they were at a commit, and that commit.
     *
     * @throws io.jenkins.plugins.gitops.engine.GitopsException when one of both cannot be rendered
     */
    public Comparison compare(Revision commit, ManifestRenderer renderer, HelmRelease release) {
        FileTree restored = new CommittedFiles(branch.tree(tip)).with(paths(), new CommittedFiles(branch.tree(commit)));
        RenderedManifests then = at(commit, renderer, release);
        RenderedManifests back = renderer.render(restored, manifests, release);
        if (then.digest().equals(back.digest())) {
            return new Comparison(then, true, List.of());
        }
        Set<String> inputs = new TreeSet<>(then.inputs());
        inputs.addAll(back.inputs());
        return new Comparison(
                then, false, listed(() -> new ManifestChanges(branch).changesOutside(paths(), commit, tip, inputs)));
    }
}
