package io.jenkins.plugins.gitops.engine.delivery.changes;

import io.jenkins.plugins.gitops.engine.CountedNoun;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.delivery.history.CommittedFiles;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.history.ManifestChanges;
import io.jenkins.plugins.gitops.engine.delivery.history.PulledCharts;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.manifest.render.HelmRelease;
import io.jenkins.plugins.gitops.engine.manifest.render.RenderedManifests;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Finds out whether an application is touched. It is compared with its newest delivery that the cluster knows to be healthy, so
 * that a build that failed or was left out is not forgotten. In doubt it is touched. Write-backs touch nothing.
 */
public final class ChangeDetector {

    private final DeliveryContext context;
    private final RemoteBranch branch;
    private final Revision tip;
    private final Revision head;

    /**
     * @param context where the application is delivered
     * @param tip the branch's, with the manifests
     * @param head the commit that images are built from; one that the server has
     */
    public ChangeDetector(DeliveryContext context, Revision tip, Revision head) {
        this.context = context;
        this.branch = context.branch();
        this.tip = tip;
        this.head = head;
    }

    /** What was found so far. */
    private static final class Findings {
        private final List<String> reasons = new ArrayList<>();
        private final Set<CommitInfo> commits = new LinkedHashSet<>();
        private Optional<Revision> builtFrom = Optional.empty();

        void add(String reason) {
            reasons.add(reason);
        }

        void add(String what, List<CommitInfo> changes) {
            if (!changes.isEmpty()) {
                add(what + " changed:" + CommitInfo.lines(changes));
                commits.addAll(changes);
            }
        }
    }

    /**
     * Of an application.
     *
     * @throws GitopsException when the Git server or the cluster does not answer
     */
    public ApplicationChanges of(WatchedApplication application) {
        Findings found = new Findings();
        Optional<DeployTrailers> newest = DeliveryHistory.newest(branch, tip, application.target());
        if (newest.filter(DeployTrailers::isRemoval).isPresent()) {
            return new ApplicationChanges(
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    Optional.of("it was removed (" + newest.get().id() + "); deliver it by its name to have it again"),
                    false,
                    rendered(application, new Findings()));
        }
        Optional<ApplicationChanges.Compared> compared = Optional.empty();
        boolean images = false;
        if (newest.isEmpty()) {
            found.add("it was never delivered");
        } else {
            InventoryState cluster = context.cluster().evidence(application.inventory());
            Optional<DeployTrailers> healthy = healthy(application, cluster);
            if (healthy.isEmpty()) {
                found.add(cluster.lastHealthyRevision()
                        .map(then -> "its newest healthy delivery, of the commit " + then
                                + ", is not on this branch any more")
                        .orElse("the cluster knows of no healthy delivery of it in namespace "
                                + application.namespace()));
            } else {
                DeployTrailers before = healthy.get();
                Revision commit = new Revision(cluster.lastHealthyRevision().orElseThrow());
                DeployTrailers built = built(application, before, commit);
                compared = Optional.of(new ApplicationChanges.Compared(
                        before.id(), commit, built.source().map(DeliverySource::revision)));
                ending(newest.get(), before, cluster).ifPresent(found::add);
                source(application, built, found);
                images = !built.images().isEmpty();
            }
        }
        Optional<RenderedManifests> rendering = rendered(application, found);
        if (rendering.isPresent() && compared.isPresent()) {
            manifests(application, compared.get(), rendering.get(), found);
        }
        return new ApplicationChanges(
                compared,
                found.reasons,
                List.copyOf(found.commits),
                Optional.empty(),
                images && sourceChanged(application, rendering, found),
                rendering);
    }

    /**
     * The delivery whose images the manifests have. One without an image delivered manifests: its commit is not what was built, and
     * what changed since the images were built is to be built still.
     */
    private DeployTrailers built(WatchedApplication application, DeployTrailers before, Revision commit) {
        return before.images().isEmpty()
                ? DeliveryHistory.find(
                                branch,
                                commit,
                                each -> each.target().equals(application.target())
                                        && !each.images().isEmpty())
                        .orElse(before)
                : before;
    }

    private boolean sourceChanged(
            WatchedApplication application, Optional<RenderedManifests> rendering, Findings found) {
        List<String> manifests = new ArrayList<>(application.notBuilt());
        manifests.addAll(application.manifests().own());
        rendering.ifPresent(read -> manifests.addAll(read.inputs()));
        return found.builtFrom
                .flatMap(from -> plainly(
                        () -> new ManifestChanges(branch).changesOutside(manifests, from, head, application.built()),
                        "what it is built from cannot be compared",
                        found))
                .filter(changes -> !changes.isEmpty())
                .isPresent();
    }

    /** That the cluster remembers: who may push can write any trailer, and cannot say by one that something is healthy. */
    private Optional<DeployTrailers> healthy(WatchedApplication application, InventoryState cluster) {
        return cluster.lastHealthyRevision()
                .flatMap(revision -> DeliveryHistory.at(branch, tip, new Revision(revision), application.target()))
                .filter(delivery -> cluster.lastHealthyDeployId()
                        .map(delivery.id().value()::equals)
                        .orElse(true));
    }

    private static Optional<String> ending(DeployTrailers newest, DeployTrailers healthy, InventoryState cluster) {
        if (newest.id().equals(healthy.id())) {
            return Optional.empty();
        }
        Optional<String> result =
                cluster.deployId().filter(newest.id().value()::equals).flatMap(known -> cluster.result());
        return Optional.of("delivery " + newest.id() + " came after the newest healthy one, and "
                + result.map(ended -> "ended as " + ended).orElse("is not known to be healthy"));
    }

    private void source(WatchedApplication application, DeployTrailers before, Findings found) {
        if (before.source().isEmpty()) {
            found.add("delivery " + before.id() + " does not say which commit it is of");
            return;
        }
        DeliverySource source = before.source().get();
        Revision built = source.revision();
        if (!isOf(source, application.remote())) {
            found.add("its source is in another repository than its manifests, and is not compared: "
                    + source.repository());
        } else if (source.dirty()) {
            found.add("delivery " + before.id() + " was built in a work tree with uncommitted changes");
        } else if (!branch.knows(built)) {
            found.add("the commit " + built.abbreviated() + " that it was built from is not there any more");
        } else if (!branch.isAncestor(head, built)) {
            if (branch.isAncestor(built, head)) {
                found.builtFrom = Optional.of(built);
                compare(found, "what it is built from", built, head, application.built());
            } else {
                found.add("the commit " + built.abbreviated() + " that it was built from is not in the history of "
                        + head.abbreviated());
            }
        }
    }

    private static boolean isOf(DeliverySource source, GitRemote remote) {
        try {
            return new GitRemote(source.repository(), remote.branch()).key().equals(remote.key());
        } catch (GitopsException notAUrl) {
            return false;
        }
    }

    private Optional<RenderedManifests> rendered(WatchedApplication application, Findings found) {
        return plainly(
                () -> {
                    CommittedFiles tree = new CommittedFiles(branch.tree(tip));
                    HelmRelease release = new HelmRelease(application.target().application(), application.namespace());
                    return context.renderer()
                            .render(
                                    tree,
                                    application.manifests(),
                                    release.in(context.renderer()
                                            .namedApis(tree, application.manifests())
                                            .map(context.cluster()::kubernetesApi)));
                },
                "its manifests cannot be rendered",
                found);
    }

    private void manifests(
            WatchedApplication application,
            ApplicationChanges.Compared compared,
            RenderedManifests rendering,
            Findings found) {
        DeployTrailers before = DeliveryHistory.at(branch, tip, compared.revision(), application.target())
                .orElseThrow();
        before.manifests()
                .filter(then -> !then.isSame(application.manifests()))
                .ifPresent(then ->
                        found.add("its manifests were " + then + " then, and are " + application.manifests() + " now"));
        PulledCharts.changed(before, rendering).ifPresent(found::add);
        compare(found, "what its manifests are rendered from", compared.revision(), tip, rendering.inputs());
    }

    private void compare(Findings found, String what, Revision from, Revision to, Set<String> paths) {
        plainly(() -> new ManifestChanges(branch).changes(from, to, paths), what + " cannot be compared", found)
                .ifPresent(changes -> found.add(what + " (" + shown(paths) + ")", changes));
    }

    private static String shown(Set<String> paths) {
        if (paths.contains("")) {
            return "the whole repository";
        }
        return paths.size() <= 3
                ? String.join(", ", paths.stream().sorted().toList())
                : CountedNoun.of(paths.size(), "path");
    }

    /** What is wrong with the files touches the application, whose delivery says more; what is wrong with a server ends all. */
    private static <T> Optional<T> plainly(Supplier<T> work, String otherwise, Findings found) {
        try {
            return Optional.of(work.get());
        } catch (GitopsException e) {
            if (e.getClass() != GitopsException.class) {
                throw e;
            }
            found.add(otherwise + ": " + e.getMessage());
            return Optional.empty();
        }
    }
}
