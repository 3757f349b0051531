package io.jenkins.plugins.gitops.engine.delivery.history;

import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.write.RestoredPaths;
import io.jenkins.plugins.gitops.engine.manifest.image.ImageEditor;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

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

    /**
     * Throws the refusal when the built commit was not pushed. Its manifests are not those that were read then, so whatever
     * is wrong with these would mislead.
     *
     * @param tip the commit that was read
     */
    public void requirePushed(DeployRequest request, Revision tip) {
        Optional<Revision> built = compared(request, tip);
        if (built.isPresent() && !branch.knows(built.get())) {
            String name = request.remote().branch();
            throw new GitopsException(
                    "The commit that was built, " + built.get() + ", was not pushed: "
                            + request.remote().url() + " does not have it, and its branch " + name + " was read at "
                            + tip.abbreviated(),
                    "Push it first (git push origin HEAD:" + name
                            + "), and deliver again; if the branch was rewritten since it was built, build the branch's"
                            + " newest commit");
        }
    }

    /** Throws the supersession, with the commits, when something else changed one of the paths. */
    public void check(DeployRequest request, Revision tip, Set<String> inputs) {
        Optional<Revision> built = compared(request, tip);
        if (built.isEmpty()) {
            return;
        }
        List<CommitInfo> newer = changes(built.get(), tip, inputs);
        if (!newer.isEmpty()) {
            throw new DeliveryRefusedException(
                    Outcome.SUPERSEDED,
                    "The manifests changed after the commit that was built and tested:" + CommitInfo.lines(newer),
                    "Build and test the newer commit, or allow them (" + ErrorRemedy.NEWER_MANIFESTS.words() + ")");
        }
    }

    /** The built commit, where the manifests have to be as they are in it and may not be. */
    private static Optional<Revision> compared(DeployRequest request, Revision tip) {
        if (request.kind() != DeliveryKind.DEPLOY
                || request.options().safety().allowNewerManifests()
                || !request.ofTheRemote()) {
            return Optional.empty();
        }
        return request.source().map(DeliverySource::revision).filter(built -> !built.equals(tip));
    }

    /** The commits between two that changed one of the paths and are no write-backs, newest first. */
    public List<CommitInfo> changes(Revision from, Revision to, Set<String> inputs) {
        return changes(from, to, inputs, path -> true);
    }

    /** As above, without changes of some files or folders and of what is below them. */
    public List<CommitInfo> changesOutside(List<String> folders, Revision from, Revision to, Set<String> inputs) {
        return changes(from, to, inputs, path -> folders.stream().noneMatch(folder -> TreePath.within(path, folder)));
    }

    private List<CommitInfo> changes(Revision from, Revision to, Set<String> inputs, Predicate<String> where) {
        return branch
                .changesBetween(
                        from,
                        to,
                        inputs,
                        (commit, path, before, after) -> where.test(path) && counts(commit, path, before, after))
                .stream()
                .filter(commit -> !putsBack(commit))
                .toList();
    }

    private static boolean counts(CommitInfo commit, String path, Optional<byte[]> before, Optional<byte[]> after) {
        return DeployTrailers.from(commit.message()).isEmpty()
                || before.isEmpty()
                || after.isEmpty()
                || !sameButForImages(path, before.get(), after.get());
    }

    /**
     * Whether a commit puts manifests back to exactly what they were at the delivery that it names, and changes nothing
     * else. That delivery is one of the same manifests of the same application and environment before it.
     */
    private boolean putsBack(CommitInfo commit) {
        Optional<DeployTrailers> back = DeployTrailers.from(commit.message())
                .filter(trailers -> trailers.rollbackTo().isPresent());
        List<String> own = back.flatMap(DeployTrailers::manifests)
                .map(ManifestChanges::own)
                .orElse(List.of());
        if (own.isEmpty() || commit.parents().size() != 1) {
            return false;
        }
        Revision parent = commit.parents().get(0);
        return branch.find(parent, each -> isNamed(each, back.get()))
                .map(CommitInfo::revision)
                .filter(named -> branch.restores(
                        commit.revision(), parent, new RestoredPaths(same(own, commit.revision(), named), named)))
                .isPresent();
    }

    /** Not the root, which is nobody's own, and nothing outside of it. */
    private static List<String> own(ManifestSource manifests) {
        return manifests.own().stream()
                .flatMap(given -> TreePath.resolve("", given).stream())
                .filter(path -> !path.isEmpty())
                .toList();
    }

    /** Of several values files, those that others deliver with too were not put back. */
    private List<String> same(List<String> own, Revision one, Revision other) {
        return own.stream()
                .filter(path -> branch.tree(one)
                        .fingerprint(path)
                        .equals(branch.tree(other).fingerprint(path)))
                .toList();
    }

    private static boolean isNamed(CommitInfo commit, DeployTrailers back) {
        return DeployTrailers.from(commit.message())
                .filter(trailers -> back.rollbackTo().equals(Optional.of(trailers.id())))
                .filter(trailers -> trailers.target().equals(back.target())
                        && trailers.manifests().equals(back.manifests()))
                .isPresent();
    }

    private static boolean sameButForImages(String path, byte[] before, byte[] after) {
        return Arrays.equals(ImageEditor.withoutImages(path, before), ImageEditor.withoutImages(path, after));
    }
}
