package io.jenkins.plugins.gitops.engine.delivery.rollout;

import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.history.EnvironmentImages;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryAttempt;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the inventory says of the attempt of a delivery that holds its lease. */
final class AttemptState {

    private final DeployRecord record;
    private final DeployRequest request;
    private final DeliveryContext context;

    AttemptState(DeployRecord record, DeliveryContext context) {
        this.record = record;
        this.request = record.request();
        this.context = context;
    }

    /** While it runs. What an explicit rollback undoes is held too, or the next build of it would bring it back. */
    InventoryState claimed(InventoryState before, Revision tip) {
        InventoryState state = next(before, Optional.empty());
        return undone(tip)
                .map(undone -> DeploymentHold.on(
                        state,
                        undone.source(),
                        undone.images(),
                        record.attempt().images()))
                .orElse(state);
    }

    /** When it has ended. */
    InventoryState ended(InventoryState before, DeliveryResult result) {
        boolean repeats = record.attempt()
                .synced()
                .filter(delivery -> before.deployId().equals(Optional.of(delivery.value())))
                .isPresent();
        if (!repeats) {
            return next(before, Optional.of(result));
        }
        // How and when the delivery ended that a sync repeats stays as it is, unless it is healthy only now.
        Optional<DeliveryResult> known = before.result().map(DeliveryResult::new);
        boolean healthyNow =
                result.isHealthy() && known.filter(DeliveryResult::isHealthy).isEmpty();
        return healthyNow
                ? next(before, Optional.of(result))
                : next(before, known).writtenAt(before.updated());
    }

    private Optional<DeployTrailers> undone(Revision tip) {
        return request.rollbackOf()
                .flatMap(undone -> DeliveryHistory.find(
                        context.branch(),
                        tip,
                        trailers -> trailers.id().equals(undone)
                                && trailers.target().equals(request.target())))
                .filter(trailers -> !trailers.isRemoval());
    }

    private InventoryState next(InventoryState before, Optional<DeliveryResult> result) {
        DeliveryAttempt attempt = record.attempt();
        Optional<String> id = Optional.of(attempt.holder().value());
        Optional<String> revision = attempt.writing().commit().map(Revision::id);
        boolean healthy = result.filter(DeliveryResult::isHealthy).isPresent();
        boolean holds = !healthy || !request.releasesHold();
        InventoryState next = new InventoryState(
                id,
                revision,
                result.map(DeliveryResult::word),
                healthy ? revision : before.lastHealthyRevision(),
                healthy ? id : before.lastHealthyDeployId(),
                holds ? before.heldSource() : Optional.empty(),
                holds ? before.heldImages() : List.of(),
                Optional.of(context.clock().instant().truncatedTo(ChronoUnit.SECONDS)));
        return record.rollingBack() ? DeploymentHold.on(next, request.source(), putBack(), attempt.images()) : next;
    }

    /** What ran in the delivery that failed: also what one before it had brought, which this one overtook. */
    private List<ImageReference> putBack() {
        Stream<ImageReference> ran = record.forward().writing().commit().stream()
                .flatMap(commit -> EnvironmentImages.pinnedAt(context.branch(), commit, request.manifests()).stream());
        return Stream.concat(request.images().stream(), ran).distinct().toList();
    }
}
