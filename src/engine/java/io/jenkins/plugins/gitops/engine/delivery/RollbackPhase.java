package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.history.EnvironmentImages;
import io.jenkins.plugins.gitops.engine.delivery.history.ManifestChanges;
import io.jenkins.plugins.gitops.engine.delivery.history.OwnManifests;
import io.jenkins.plugins.gitops.engine.delivery.history.RollbackTarget;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryAttempt;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.OnFailure;
import io.jenkins.plugins.gitops.engine.delivery.request.RestoredDelivery;
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
 * After a failure: chooses what to go back to, the images and the environment's own manifests of the last healthy delivery,
 * and begins the rollback. What people changed in them since is listed, and undone. Where only images go back, it stays.
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
        DeployRecord told = record;
        if (record.request().options().onFailure() == OnFailure.ROLLBACK) {
            OwnManifests own = new OwnManifests(
                    context.branch(),
                    tip,
                    record.request().target(),
                    record.request().manifests());
            Optional<String> objection = own.objection(target.get(), lastHealthy.get());
            if (objection.isEmpty()) {
                return withManifests(record, context, own, target.get(), lastHealthy.get());
            }
            told = record.note(now, objection.get());
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
        DeployRecord noted = told.note(
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

    private PhaseResult withManifests(
            DeployRecord record, DeliveryContext context, OwnManifests own, DeployTrailers target, Revision healthy) {
        DeployRequest request = record.request();
        ClusterTarget cluster = new ClusterTarget(request, context);
        Instant now = context.clock().instant();
        String failure = record.failure().orElse("");
        OwnManifests.Comparison compared = own.compare(healthy, context.renderer(), RenderCache.release(record));
        cluster.markEnded(record, Outcome.FAILED);
        if (!compared.isExact()) {
            return ended(
                    record,
                    failure,
                    "It was not rolled back: what " + request.manifests()
                            + " renders from elsewhere has changed since the"
                            + " last healthy commit " + healthy.abbreviated() + ", and may be others' too:"
                            + CommitInfo.lines(compared.outside())
                            + "\nFix or revert that and deliver again; or put the"
                            + " rest back all the same (" + ErrorRemedy.EARLIER_DELIVERY.words(healthy.abbreviated())
                            + ")",
                    now);
        }
        if (renderings
                .committed(record, context)
                .digest()
                .equals(compared.then().digest())) {
            return ended(
                    record,
                    failure,
                    "Images and manifests are those of the last healthy delivery, so going back would change nothing; see"
                            + " what else changed since " + healthy.abbreviated(),
                    now);
        }
        List<ImageReference> images = EnvironmentImages.earlier(
                        target,
                        healthy,
                        new EnvironmentImages.Destination(context.branch(), healthy, request.manifests()))
                .images();
        DeployRecord noted = record.note(
                now,
                "Rolling back to " + (images.isEmpty() ? "" : names(images) + " and ") + "the files of "
                        + request.manifests() + ", healthy at " + healthy.abbreviated());
        List<CommitInfo> undone = own.undone(healthy);
        if (!undone.isEmpty()) {
            noted = noted.note(
                    now, "These changes of the manifests came since, and are undone:" + CommitInfo.lines(undone));
        }
        Instant begun = context.clock().start();
        return PhaseResult.now(noted.withRollback(
                DeliveryAttempt.of(DeployId.next(begun, context.random()), images, target.source(), begun)
                        .restoring(Optional.of(new RestoredDelivery(target.id(), healthy)))));
    }

    private static String names(List<ImageReference> images) {
        return String.join(", ", images.stream().map(Object::toString).toList());
    }

    private static PhaseResult ended(DeployRecord record, String failure, String remedy, Instant now) {
        return PhaseResult.now(record.ended(Outcome.FAILED, false, failure, remedy, now));
    }
}
