package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.history.EnvironmentImages;
import io.jenkins.plugins.gitops.engine.delivery.history.ManifestChanges;
import io.jenkins.plugins.gitops.engine.delivery.history.OwnManifests;
import io.jenkins.plugins.gitops.engine.delivery.history.PulledCharts;
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
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
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

    /**
     * What the cluster was last healthy with, as the branch has it.
     *
     * @param tip of the branch now
     */
    private record LastHealthy(DeployTrailers delivery, Revision commit, Revision tip) {}

    @Override
    public PhaseResult advance(DeployRecord record, DeliveryContext context) {
        DeployRequest request = record.request();
        ClusterTarget cluster = new ClusterTarget(request, context);
        InventoryState state = cluster.state();
        if (request.options().onFailure() == OnFailure.STOP) {
            return left(record, context, cluster, "It was left as it is (onFailure: stop); fix it and deploy again");
        }
        if (request.kind() == DeliveryKind.SYNC) {
            return left(
                    record,
                    context,
                    cluster,
                    "A sync changes nothing in Git, so nothing was rolled back. Fix what is named above and sync again, or"
                            + " roll back (" + ErrorRemedy.EARLIER_DELIVERY.words(RollbackTarget.PREVIOUS) + ")");
        }
        Optional<Revision> commit = state.lastHealthyRevision().map(Revision::new);
        if (commit.isEmpty()) {
            return left(
                    record,
                    context,
                    cluster,
                    "There is no healthy delivery to go back to; fix it, build and deploy again");
        }
        Revision tip = context.branch().fetchTip();
        Optional<DeployTrailers> delivery = DeliveryHistory.at(context.branch(), tip, commit.get(), request.target());
        if (delivery.isEmpty()) {
            return left(
                    record,
                    context,
                    cluster,
                    "The last healthy commit " + commit.get().abbreviated() + " is not on the branch any more, so"
                            + " it was not rolled back; deploy a good version by hand");
        }
        LastHealthy healthy = new LastHealthy(delivery.get(), commit.get(), tip);
        if (request.options().onFailure() != OnFailure.ROLLBACK) {
            return withImages(record, context, cluster, healthy, Optional.empty());
        }
        OwnManifests own = new OwnManifests(context.branch(), tip, request.target(), request.manifests());
        Optional<String> objection = own.objection(healthy.delivery(), healthy.commit());
        return objection.isEmpty()
                ? withManifests(record, context, cluster, healthy, own)
                : withImages(record, context, cluster, healthy, objection);
    }

    /** @param objection why manifests do not go back, where they were to */
    private PhaseResult withImages(
            DeployRecord record,
            DeliveryContext context,
            ClusterTarget cluster,
            LastHealthy healthy,
            Optional<String> objection) {
        Instant now = context.clock().instant();
        List<CommitInfo> newer = new ManifestChanges(context.branch())
                .changes(
                        healthy.commit(),
                        healthy.tip(),
                        renderings.committed(record, context).inputs());
        var to = new EnvironmentImages.Destination(
                context.branch(), healthy.tip(), record.request().manifests(), context.renderer());
        EnvironmentImages good = EnvironmentImages.earlier(healthy.delivery(), healthy.commit(), to);
        if (!good.differFrom(to)) {
            return left(
                    record,
                    context,
                    cluster,
                    "The images are those of the last healthy delivery, so going back would change nothing; see what"
                            + " else changed since:" + CommitInfo.lines(newer));
        }
        cluster.markEnded(record, Outcome.FAILED);
        DeployRecord noted = objection
                .map(why -> record.note(now, why))
                .orElse(record)
                .note(
                        now,
                        "Rolling back to " + names(good.images()) + ", healthy at "
                                + healthy.commit().abbreviated())
                .warned(now, good.left());
        if (!newer.isEmpty()) {
            noted = noted.note(
                    now,
                    "These changes of the manifests came since, and stay, but for the images above:"
                            + CommitInfo.lines(newer));
        }
        return begun(noted, context, healthy, good.images(), Optional.empty());
    }

    private PhaseResult withManifests(
            DeployRecord record,
            DeliveryContext context,
            ClusterTarget cluster,
            LastHealthy healthy,
            OwnManifests own) {
        ManifestSource manifests = record.request().manifests();
        String at = healthy.commit().abbreviated();
        Instant now = context.clock().instant();
        OwnManifests.Comparison compared =
                own.compare(healthy.commit(), context.renderer(), RenderCache.release(record));
        Optional<String> otherCharts = PulledCharts.changed(healthy.delivery(), compared.then());
        if (otherCharts.isPresent()) {
            return left(record, context, cluster, "It was not rolled back: " + otherCharts.get());
        }
        if (!compared.isExact() && !own.isWhole() && compared.outside().isEmpty()) {
            // An image in a values file that others deliver with too.
            return withImages(
                    record,
                    context,
                    cluster,
                    healthy,
                    Optional.of(
                            "The values files of " + manifests + " are not put back: others deliver with them too"));
        }
        if (!compared.isExact()) {
            return left(
                    record,
                    context,
                    cluster,
                    "It was not rolled back: what " + manifests + " renders from elsewhere has changed since the"
                            + " last healthy commit " + at + ", and may be others' too:"
                            + CommitInfo.lines(compared.outside())
                            + "\nFix or revert that and deliver again; or put the"
                            + " rest back all the same (" + ErrorRemedy.EARLIER_DELIVERY.words(at) + ")");
        }
        if (renderings
                .committed(record, context)
                .digest()
                .equals(compared.then().digest())) {
            return left(
                    record,
                    context,
                    cluster,
                    "Images and manifests are those of the last healthy delivery, so going back would change nothing; see"
                            + " what else changed since " + at);
        }
        List<ImageReference> images = EnvironmentImages.withManifests(
                        context.branch(), healthy.delivery(), healthy.commit(), manifests, context.renderer())
                .images();
        cluster.markEnded(record, Outcome.FAILED);
        DeployRecord noted = record.note(
                now,
                "Rolling back to " + (images.isEmpty() ? "" : names(images) + " and ") + "the files of " + manifests
                        + ", healthy at " + at);
        List<CommitInfo> undone = own.undone(healthy.commit());
        if (!undone.isEmpty()) {
            noted = noted.note(
                    now, "These changes of the manifests came since, and are undone:" + CommitInfo.lines(undone));
        }
        return begun(noted, context, healthy, images, Optional.of(own.restored(healthy.delivery(), healthy.commit())));
    }

    private static PhaseResult begun(
            DeployRecord noted,
            DeliveryContext context,
            LastHealthy healthy,
            List<ImageReference> images,
            Optional<RestoredDelivery> restores) {
        Instant begun = context.clock().start();
        return PhaseResult.now(noted.withRollback(DeliveryAttempt.of(
                        DeployId.next(begun, context.random()),
                        images,
                        healthy.delivery().source(),
                        begun)
                .restoring(restores)));
    }

    private static String names(List<ImageReference> images) {
        return String.join(", ", images.stream().map(Object::toString).toList());
    }

    /** It is not rolled back. */
    private static PhaseResult left(
            DeployRecord record, DeliveryContext context, ClusterTarget cluster, String remedy) {
        cluster.markEnded(record, Outcome.FAILED);
        return PhaseResult.now(record.ended(
                Outcome.FAILED,
                false,
                record.failure().orElse(""),
                remedy,
                context.clock().instant()));
    }
}
