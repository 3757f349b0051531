package io.jenkins.plugins.gitops.engine.delivery.removal;

import io.jenkins.plugins.gitops.engine.CountedNoun;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryRefusedException;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.history.NoAnswerException;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.Backoff;
import io.jenkins.plugins.gitops.engine.git.write.PendingCommit;
import io.jenkins.plugins.gitops.engine.git.write.PushOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Brings the commit of a removal to the branch: one push at a time, on the tip of that moment. */
final class RemovalPush {

    private final RemovalRequest request;
    private final DeployId id;
    private final InventoryState before;
    private final DeliveryContext context;
    private final Instant begun;
    private int pushes;

    RemovalPush(RemovalRequest request, DeployId id, InventoryState before, DeliveryContext context) {
        this.request = request;
        this.id = id;
        this.before = before;
        this.context = context;
        this.begun = context.clock().start();
    }

    /**
     * @return empty when the branch moved meanwhile: to be tried again after {@link #pause}
     * @throws DeliveryRefusedException when the Git server refuses it, or the branch moves at each push until the timeout
     * @throws NoAnswerException when it is not known whether it is in; started again, the removal searches the branch for it
     */
    Optional<RemovalCommit> attempt() {
        Revision tip = context.branch().fetchTip();
        Revision candidate = RemovalCommit.candidate(request, id, before, tip, context);
        PushOutcome pushed =
                context.branch().push(new PendingCommit(candidate, tip, DeployTrailers.naming(id), Optional.empty()));
        pushes++;
        if (pushed instanceof PushOutcome.In in) {
            return Optional.of(new RemovalCommit(id, in.revision()));
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
        return Optional.empty();
    }

    Duration pause() {
        return Backoff.USUAL.after(pushes, context.random()).orElse(Backoff.USUAL.longest());
    }
}
