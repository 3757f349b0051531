package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.CountedNoun;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryRefusedException;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.history.PulledCharts;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.rollout.ClusterTarget;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.delivery.rollout.RenderCache;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.render.RenderedManifests;
import java.util.List;
import java.util.Optional;

/** RENDER of a sync: finds the newest delivery on the branch, and renders its commit. What came since is not delivered. */
final class SyncedCommit implements PhaseHandler {

    private final RenderCache renderings;

    SyncedCommit(RenderCache renderings) {
        this.renderings = renderings;
    }

    @Override
    public PhaseResult advance(DeployRecord record, DeliveryContext context) {
        DeployRequest request = record.request();
        Revision tip = context.branch().fetchTip();
        RenderPhase.requireSettings(request, context.branch(), tip);
        CommitInfo commit = DeliveryHistory.newestCommit(context.branch(), tip, request.target())
                .orElseThrow(() -> refused(
                        "There is no delivery of " + request.target() + " on " + request.remote()
                                + ", so there is nothing to sync to",
                        "Deliver it first; or check the names, the repository and the branch"));
        DeployTrailers newest = DeployTrailers.from(commit.message()).orElseThrow();
        requireSame(request, newest);
        Revision revision = commit.revision();
        InventoryState state = new ClusterTarget(request, context).state();
        requireKnown(request, newest, revision, state);
        if (request.options().sync().partial()) {
            requireAtRest(request, newest, state);
        }
        DeployRecord found = RenderCache.on(revision, record.syncing(newest.id()), context);
        RenderedManifests rendering = renderings.onBase(found, context).rendering();
        PulledCharts.changed(newest, rendering).ifPresent(why -> {
            throw refused(why, PulledCharts.REMEDY);
        });
        int objects = rendering.manifests().size();
        return PhaseResult.now(found.note(
                        context.clock().instant(),
                        "Syncing with delivery " + newest.id() + ": rendered " + request.manifests() + " at "
                                + revision.abbreviated() + ", " + CountedNoun.of(objects, "object"))
                .warned(context.clock().instant(), doubts(newest, state))
                .to(DeliveryPhase.PLAN));
    }

    private static void requireSame(DeployRequest request, DeployTrailers newest) {
        if (newest.isRemoval()) {
            throw refused(
                    request.target() + " was removed (" + newest.id() + "), so there is nothing to sync to",
                    "Deliver it again");
        }
        Optional<ManifestSource> other = newest.manifests().filter(then -> !then.isSame(request.manifests()));
        if (other.isPresent()) {
            throw refused(
                    "The newest delivery of " + request.target() + ", " + newest.id() + ", has its manifests in "
                            + other.get() + ", not in " + request.manifests(),
                    "Name " + other.get() + "; or deliver what is in " + request.manifests());
        }
    }

    /**
     * Trailers can be copied: where the cluster remembers a delivery, it has to be this very commit. Otherwise whoever may push
     * could have a change applied that no delivery checked.
     */
    private static void requireKnown(
            DeployRequest request, DeployTrailers newest, Revision revision, InventoryState state) {
        boolean known = state.deployId().isEmpty()
                || state.deployId().get().equals(newest.id().value())
                        && state.revision().filter(revision.id()::equals).isPresent();
        if (!known) {
            throw refused(
                    "The cluster has delivery " + state.deployId().get() + " of " + request.target() + " at "
                            + state.revision()
                                    .map(id -> new Revision(id).abbreviated())
                                    .orElse("an unknown commit")
                            + ", and the newest one on the branch, " + newest.id() + " at " + revision.abbreviated()
                            + ", never began there",
                    "Wait until it has ended, where it is under way; otherwise deliver, which checks it");
        }
    }

    /** A part alone is put back by a self-heal: where no person asked, only what is healthy and held by nobody is touched. */
    private static void requireAtRest(DeployRequest request, DeployTrailers newest, InventoryState state) {
        boolean healthy = state.deployId().filter(newest.id().value()::equals).isPresent()
                && state.result()
                        .map(DeliveryResult::new)
                        .filter(DeliveryResult::isHealthy)
                        .isPresent();
        if (!healthy || state.heldSource().isPresent()) {
            throw refused(
                    "Nothing is put back in " + request.target() + ": delivery " + newest.id()
                            + (healthy ? " is what a rollback left, and a hold is on it" : " has not ended healthy"),
                    "Sync it, or deliver");
        }
    }

    /** It is what shall run, however it ended. */
    private static List<String> doubts(DeployTrailers newest, InventoryState state) {
        if (state.deployId().isEmpty()) {
            return List.of("The cluster remembers no delivery of it, so the branch alone says that " + newest.id()
                    + " is one");
        }
        return state.result().stream()
                .map(DeliveryResult::new)
                .filter(result -> !result.isHealthy())
                .map(result -> "Delivery " + newest.id() + " ended as " + result + ", and was not rolled back")
                .toList();
    }

    private static DeliveryRefusedException refused(String problem, String remedy) {
        return new DeliveryRefusedException(Outcome.REFUSED, problem, remedy);
    }
}
