package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.history.EnvironmentImages;
import io.jenkins.plugins.gitops.engine.delivery.history.ManifestChanges;
import io.jenkins.plugins.gitops.engine.delivery.history.RollbackTarget;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryAttempt;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.OnFailure;
import io.jenkins.plugins.gitops.engine.delivery.rollout.ClusterTarget;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.delivery.rollout.RenderCache;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * After a failure: chooses what to go back to, the images of the last healthy delivery, and begins the rollback. What
 * people changed in the manifests since is listed, and stays.
 */
final class RollbackPhase implements PhaseHandler {

    private final RenderCache renderings;

    RollbackPhase(RenderCache renderings) {
        this.renderings = renderings;
    }

    @Override
    public PhaseResult advance(DeployRecord record, DeliveryContext context) {
        ClusterTarget cluster = new ClusterTarget(record.request(), context);
        Instant now = context.clock().instant();
        String failure = record.failure().orElse("");
        InventoryState state = cluster.state();
        if (record.request().options().onFailure() == OnFailure.STOP) {
            cluster.markEnded(record, Outcome.FAILED);
            return ended(record, failure, "It was left as it is (onFailure: stop); fix it and deploy again", now);
        }
        if (record.request().kind() == DeliveryKind.SYNC) {
            cluster.markEnded(record, Outcome.FAILED);
            return ended(
                    record,
                    failure,
                    "A sync changes nothing in Git, so nothing was rolled back. Fix what is named above and sync again, or"
                            + " roll back (" + ErrorRemedy.EARLIER_DELIVERY.words(RollbackTarget.PREVIOUS) + ")",
                    now);
        }
        Optional<Revision> lastHealthy = state.lastHealthyRevision().map(Revision::new);
        if (lastHealthy.isEmpty()) {
            cluster.markEnded(record, Outcome.FAILED);
            return ended(
                    record, failure, "There is no healthy delivery to go back to; fix it, build and deploy again", now);
        }
        Revision tip = context.branch().fetchTip();
        Optional<DeployTrailers> target = DeliveryHistory.at(
                context.branch(), tip, lastHealthy.get(), record.request().target());
        if (target.isEmpty()) {
            cluster.markEnded(record, Outcome.FAILED);
            return ended(
                    record,
                    failure,
                    "The last healthy commit " + lastHealthy.get().abbreviated() + " is not on the branch any more, so"
                            + " it was not rolled back; deploy a good version by hand",
                    now);
        }
        List<CommitInfo> newer = new ManifestChanges(context.branch())
                .changes(
                        lastHealthy.get(),
                        tip,
                        renderings.committed(record, context).inputs());
        var to = new EnvironmentImages.Destination(
                context.branch(), tip, record.request().manifests());
        EnvironmentImages good = EnvironmentImages.earlier(target.get(), lastHealthy.get(), to);
        if (!good.differFrom(to)) {
            cluster.markEnded(record, Outcome.FAILED);
            return ended(
                    record,
                    failure,
                    "The images are those of the last healthy delivery, so going back would change nothing; see what"
                            + " else changed since:" + CommitInfo.lines(newer),
                    now);
        }
        cluster.markEnded(record, Outcome.FAILED);
        DeployRecord noted = record.note(
                        now,
                        "Rolling back to " + names(good.images()) + ", healthy at "
                                + lastHealthy.get().abbreviated())
                .warned(now, good.left());
        if (!newer.isEmpty()) {
            noted = noted.note(
                    now,
                    "These changes of the manifests came since, and stay, but for the images above:"
                            + CommitInfo.lines(newer));
        }
        Instant begun = context.clock().start();
        return PhaseResult.now(noted.withRollback(DeliveryAttempt.of(
                DeployId.next(begun, context.random()),
                good.images(),
                target.get().source(),
                begun)));
    }

    private static String names(List<ImageReference> images) {
        return String.join(", ", images.stream().map(Object::toString).toList());
    }

    private static PhaseResult ended(DeployRecord record, String failure, String remedy, Instant now) {
        return PhaseResult.now(record.ended(Outcome.FAILED, false, failure, remedy, now));
    }
}
