package io.jenkins.plugins.gitops.engine.delivery.record;

import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
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
 * @param writing how far the commit is
 * @param rollout how far the cluster is
 */
public record DeliveryAttempt(
        DeployId id,
        List<ImageReference> images,
        Optional<DeliverySource> source,
        Instant begun,
        CommitProgress writing,
        RolloutProgress rollout) {

    public DeliveryAttempt {
        Objects.requireNonNull(id, "no id");
        Objects.requireNonNull(begun, "no time");
        Objects.requireNonNull(writing, "no state of the commit");
        Objects.requireNonNull(rollout, "no state of the rollout");
        images = List.copyOf(images);
    }

    public static DeliveryAttempt of(
            DeployId id, List<ImageReference> images, Optional<DeliverySource> source, Instant begun) {
        return new DeliveryAttempt(id, images, source, begun, CommitProgress.NOTHING, RolloutProgress.NOTHING);
    }

    DeliveryAttempt with(CommitProgress changed) {
        return new DeliveryAttempt(id, images, source, begun, changed, rollout);
    }

    DeliveryAttempt with(RolloutProgress changed) {
        return new DeliveryAttempt(id, images, source, begun, writing, changed);
    }
}
