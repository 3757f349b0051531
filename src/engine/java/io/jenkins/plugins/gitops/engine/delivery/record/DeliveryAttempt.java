package io.jenkins.plugins.gitops.engine.delivery.record;

import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.RestoredDelivery;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.KubernetesApi;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One attempt to make a cluster run some images: the delivery itself, and after a failure its rollback. Each has an id and
 * at most one commit of its own.
 *
 * @param id the id in the commit's trailers
 * @param images what it sets
 * @param source the commit that these images were built from
 * @param begun when it started; also the time of its commit, so that making the commit again makes the same one
 * @param synced the delivery on the branch that a sync makes the cluster equal to; it holds the lease in that one's name, and
 *     has no commit of its own
 * @param restores the delivery whose files of the environment's own manifests its commit puts back
 * @param api what a chart saw of the cluster when it was rendered, so that it is rendered to the same bytes again, whatever
 *     the cluster has become meanwhile; absent where nothing asked the cluster
 * @param writing how far the commit is
 * @param rollout how far the cluster is
 */
public record DeliveryAttempt(
        DeployId id,
        List<ImageReference> images,
        Optional<DeliverySource> source,
        Instant begun,
        Optional<DeployId> synced,
        Optional<RestoredDelivery> restores,
        Optional<KubernetesApi> api,
        CommitProgress writing,
        RolloutProgress rollout) {

    public DeliveryAttempt {
        Objects.requireNonNull(id, "no id");
        Objects.requireNonNull(begun, "no time");
        Objects.requireNonNull(writing, "no state of the commit");
        Objects.requireNonNull(rollout, "no state of the rollout");
        images = List.copyOf(images);
        // A record of an older version has no such fields.
        synced = Objects.requireNonNullElse(synced, Optional.empty());
        restores = Objects.requireNonNullElse(restores, Optional.empty());
        api = Objects.requireNonNullElse(api, Optional.empty());
    }

    /** In whose name the lease on the inventory is held. */
    public DeployId holder() {
        return synced.orElse(id);
    }

    public static DeliveryAttempt of(
            DeployId id, List<ImageReference> images, Optional<DeliverySource> source, Instant begun) {
        return new DeliveryAttempt(
                id,
                images,
                source,
                begun,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                CommitProgress.NOTHING,
                RolloutProgress.NOTHING);
    }

    DeliveryAttempt syncing(DeployId delivery) {
        return new DeliveryAttempt(id, images, source, begun, Optional.of(delivery), restores, api, writing, rollout);
    }

    /** The same, which also puts back the files of that delivery, or of none. */
    public DeliveryAttempt restoring(Optional<RestoredDelivery> earlier) {
        return new DeliveryAttempt(id, images, source, begun, synced, earlier, api, writing, rollout);
    }

    /** The same, of which a chart saw this of the cluster. */
    public DeliveryAttempt seeing(Optional<KubernetesApi> cluster) {
        return new DeliveryAttempt(id, images, source, begun, synced, restores, cluster, writing, rollout);
    }

    DeliveryAttempt with(CommitProgress changed) {
        return new DeliveryAttempt(id, images, source, begun, synced, restores, api, changed, rollout);
    }

    DeliveryAttempt with(RolloutProgress changed) {
        return new DeliveryAttempt(id, images, source, begun, synced, restores, api, writing, changed);
    }
}
