package io.jenkins.plugins.gitops.engine.delivery.removal;

import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.delivery.history.CommitText;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.MessageTemplate.Placeholder;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.delivery.rollout.LeaseHolder;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A removal in Git: an empty commit of a delivery without images, the newest of its application and environment. So the
 * history says who removed it and when, and deliveries that were asked for before it are superseded.
 *
 * @param id in its trailers
 */
record RemovalCommit(DeployId id, Revision revision) {

    private static final String ACTION = "Remove";

    /** That of the newest delivery on the branch, when that is a removal: it was begun before. */
    static Optional<RemovalCommit> newest(DeliveryTarget target, DeliveryContext context) {
        return DeliveryHistory.newestCommit(context.branch(), context.branch().fetchTip(), target)
                .flatMap(RemovalCommit::of);
    }

    private static Optional<RemovalCommit> of(CommitInfo commit) {
        return DeployTrailers.from(commit.message())
                .filter(DeployTrailers::isRemoval)
                .map(trailers -> new RemovalCommit(trailers.id(), commit.revision()));
    }

    /** The removal as the one that claims the lease on the inventory. */
    LeaseHolder holder() {
        return new LeaseHolder(id, revision);
    }

    /** One on a tip, which is not pushed yet. */
    static Revision candidate(
            RemovalRequest request, DeployId id, InventoryState before, Revision tip, DeliveryContext context) {
        DeliveryTarget target = request.target();
        DeployTrailers trailers = new DeployTrailers(
                id,
                target,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                request.build(),
                Optional.empty(),
                Optional.empty(),
                DeployTrailers.Previous.of(before));
        return context.branch()
                .commit(
                        tip,
                        Collections.emptySortedMap(),
                        CommitText.message(request.style(), values(request, id), trailers),
                        request.author(),
                        request.style().committer(),
                        id.requested().truncatedTo(ChronoUnit.SECONDS));
    }

    private static Map<Placeholder, String> values(RemovalRequest request, DeployId id) {
        DeliveryTarget target = request.target();
        return CommitText.values(
                ACTION + " " + target.application() + " from " + target.environment(),
                ACTION,
                target,
                request.author(),
                request.style(),
                id);
    }
}
