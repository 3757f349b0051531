package io.jenkins.plugins.gitops.engine.delivery.removal;

import io.jenkins.plugins.gitops.engine.CountedNoun;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.delivery.history.CommitText;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryRefusedException;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.history.NoAnswerException;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.MessageTemplate.Placeholder;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.delivery.rollout.LeaseHolder;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.Backoff;
import io.jenkins.plugins.gitops.engine.git.write.PendingCommit;
import io.jenkins.plugins.gitops.engine.git.write.PushOutcome;
import java.time.Instant;
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

    /**
     * Makes it and pushes it until it is in.
     *
     * @throws DeliveryRefusedException when the Git server refuses it, or the branch moves at each push until the timeout
     * @throws NoAnswerException when it is not known whether it is in; started again, the removal searches the branch for it
     */
    static RemovalCommit make(RemovalRequest request, InventoryState before, DeliveryContext context)
            throws InterruptedException {
        Instant begun = context.clock().start();
        DeployId id = DeployId.next(begun, context.random());
        for (int pushes = 1; ; pushes++) {
            Revision tip = context.branch().fetchTip();
            Revision candidate = candidate(request, id, before, tip, context);
            PushOutcome pushed = context.branch()
                    .push(new PendingCommit(candidate, tip, DeployTrailers.naming(id), Optional.empty()));
            if (pushed instanceof PushOutcome.In in) {
                return new RemovalCommit(id, in.revision());
            }
            if (pushed instanceof PushOutcome.Refused refused) {
                throw DeliveryRefusedException.ofPush(request.remote(), refused);
            }
            if (pushed instanceof PushOutcome.Unclear unclear) {
                throw NoAnswerException.push(unclear);
            }
            if (context.clock().since(begun).compareTo(request.timeout()) > 0) {
                throw new DeliveryRefusedException(
                        Outcome.REFUSED,
                        "The branch moved at every push, " + CountedNoun.of(pushes, "time"),
                        "Try again later");
            }
            Thread.sleep(Backoff.USUAL
                    .after(pushes, context.random())
                    .orElse(Backoff.USUAL.longest())
                    .toMillis());
        }
    }

    private static Revision candidate(
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
