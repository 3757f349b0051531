package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRules;
import io.jenkins.plugins.gitops.engine.cluster.drift.ClusterDrift;
import io.jenkins.plugins.gitops.engine.cluster.drift.EarlierDrift;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.DesiredStateLocation;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The live state of an environment beside its commit: that of the newest delivery on the branch, since Git says what
 * shall run. Commits that people made since are not delivered, so they do not count. Where the cluster was last made equal
 * to another delivery's commit, that is said. Holds no secret.
 *
 * @param delivery the newest delivery on the branch
 * @param revision its commit
 * @param committed when that was made
 * @param remark why the cluster may differ without anybody's doing: a delivery is under way, or was not finished
 * @param drift what differs; after a removal, what is still there
 * @param result how that delivery ended, as far as the cluster remembers it; absent when that was another commit
 * @param held whether what was rolled back is held there
 * @param underWay since when a delivery is under way, or was interrupted; absent when the newest one has ended
 */
public record DriftReport(
        DeliveryTarget target,
        DeployId delivery,
        Revision revision,
        Instant committed,
        Optional<String> remark,
        ClusterDrift drift,
        Optional<DeliveryResult> result,
        boolean held,
        Optional<Instant> underWay) {

    /** The same, with nothing ignored. */
    public static DriftReport of(DesiredStateLocation place, DeliveryContext context) {
        return of(place, IgnoreRules.NONE, new DeliveredManifests(), context);
    }

    /**
     * Compares. Changes and records nothing.
     *
     * @param ignored fields that are left to others, and not compared
     * @param known what was rendered before for the same environment
     * @throws GitopsException when there is no delivery, or its commit cannot be rendered
     */
    public static DriftReport of(
            DesiredStateLocation place, IgnoreRules ignored, DeliveredManifests known, DeliveryContext context) {
        return of(place, ignored, known, Optional.empty(), context);
    }

    /**
     * As above, where the same commit was compared before.
     *
     * @param earlier what was found then: of objects that were not written since it is taken as it was
     */
    public static DriftReport of(
            DesiredStateLocation place,
            IgnoreRules ignored,
            DeliveredManifests known,
            Optional<EarlierDrift> earlier,
            DeliveryContext context) {
        DeliveryTarget target = place.target();
        Revision tip = context.branch().fetchTip();
        CommitInfo commit = DeliveryHistory.newestCommit(context.branch(), tip, target)
                .orElseThrow(() -> new GitopsException(
                        "There is no delivery of " + target + " on " + place.remote(),
                        "Check the names, the repository and the branch"));
        DeployTrailers newest = DeployTrailers.from(commit.message()).orElseThrow();
        InventoryState state = context.cluster()
                .inventory(place.inventory())
                .map(Inventory::state)
                .orElse(InventoryState.NONE);
        List<Manifest> manifests = known.of(place, newest, commit.revision(), context);
        return new DriftReport(
                target,
                newest.id(),
                commit.revision(),
                commit.committed(),
                remark(newest, commit, state),
                context.cluster().drift(place.wanting(manifests).ignoring(ignored), earlier),
                isOf(newest, commit, state) ? state.result().map(DeliveryResult::new) : Optional.empty(),
                state.heldSource().isPresent(),
                underWay(newest, commit, state));
    }

    private static boolean hasId(DeployTrailers newest, InventoryState state) {
        return state.deployId().filter(newest.id().value()::equals).isPresent();
    }

    /** Trailers can be copied: it has to be this very commit, where the cluster remembers one. */
    private static boolean isOf(DeployTrailers newest, CommitInfo commit, InventoryState state) {
        return hasId(newest, state) && !isCopy(newest, commit, state);
    }

    private static boolean isCopy(DeployTrailers newest, CommitInfo commit, InventoryState state) {
        return hasId(newest, state)
                && state.revision()
                        .filter(id -> !commit.revision().id().equals(id))
                        .isPresent();
    }

    private static Optional<Instant> underWay(DeployTrailers newest, CommitInfo commit, InventoryState state) {
        boolean ended = hasId(newest, state) && state.result().isPresent();
        if (newest.isRemoval() || ended || isCopy(newest, commit, state)) {
            return Optional.empty();
        }
        return Optional.of(hasId(newest, state) ? state.updated().orElse(commit.committed()) : commit.committed());
    }

    private static Optional<String> remark(DeployTrailers newest, CommitInfo commit, InventoryState state) {
        String id = newest.id().value();
        if (newest.isRemoval()) {
            return Optional.of("The application was removed from this environment by " + id);
        }
        if (isCopy(newest, commit, state)) {
            return Optional.of("The branch has another commit of delivery " + id + ", "
                    + commit.revision().abbreviated() + ", than the cluster, "
                    + state.revision()
                            .map(known -> new Revision(known).abbreviated())
                            .orElseThrow()
                    + ": how it ended is not known");
        }
        if (!hasId(newest, state)) {
            return Optional.of("The cluster was last made equal to "
                    + state.deployId().map(other -> "delivery " + other).orElse("no delivery")
                    + ": delivery " + id + " is under way, was interrupted, or its inventory was deleted");
        }
        return state.result()
                .map(DeliveryResult::new)
                .map(result -> result.isHealthy()
                        ? Optional.<String>empty()
                        : Optional.of("Delivery " + id + " ended as " + result))
                .orElseGet(() -> Optional.of("Delivery " + id + " is under way, or was interrupted"));
    }

    /** For people. */
    public String text() {
        return ShownText.of(target + " beside " + revision.abbreviated() + " of " + committed + " (delivery " + delivery
                + ")\n" + remark.map(words -> words + "\n").orElse("") + drift.text());
    }
}
