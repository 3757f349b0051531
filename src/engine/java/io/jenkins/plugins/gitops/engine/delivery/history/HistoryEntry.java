package io.jenkins.plugins.gitops.engine.delivery.history;

import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildLink;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One delivery of a history: a line of {@code gitops history}, an object of its JSON, and what a page keeps of a commit.
 * The names are those of the JSON, and never change.
 *
 * @param manifests where they are in the repository; absent when it removed the application, and in commits of earlier
 *     versions
 * @param images none when it removed the application, or delivered manifests alone
 * @param result how it ended; absent when neither the branch nor the local records say it
 * @param duration from the request to the end, where it is known
 */
public record HistoryEntry(
        DeployId id,
        String application,
        String environment,
        Revision revision,
        Instant committed,
        String author,
        Optional<String> manifests,
        List<ImageReference> images,
        Optional<String> source,
        Optional<String> build,
        Optional<DeployId> rollbackOf,
        Optional<DeployId> promotedFrom,
        Optional<DeliveryResult> result,
        Optional<Duration> duration) {

    public HistoryEntry {
        images = List.copyOf(images);
    }

    /** Whether nothing is to run after it. */
    public boolean removes() {
        return images.isEmpty() && manifests.isEmpty();
    }

    /** What the branch alone says. */
    public static HistoryEntry of(DeliveryHistory.Delivered delivered) {
        DeployTrailers trailers = delivered.trailers();
        return new HistoryEntry(
                trailers.id(),
                trailers.target().application(),
                trailers.target().environment(),
                delivered.commit().revision(),
                delivered.commit().committed(),
                delivered.commit().author().name(),
                trailers.manifests(),
                trailers.images(),
                trailers.source().map(DeliverySource::text),
                trailers.build().map(BuildLink::url),
                trailers.rollbackOf(),
                trailers.promotedFrom(),
                delivered.result(),
                delivered.duration());
    }

    /** With its result, where the branch does not say it yet. */
    public HistoryEntry knowing(KnownResults here) {
        return result.isPresent()
                ? this
                : here.of(id)
                        .map(ended -> new HistoryEntry(
                                id,
                                application,
                                environment,
                                revision,
                                committed,
                                author,
                                manifests,
                                images,
                                source,
                                build,
                                rollbackOf,
                                promotedFrom,
                                Optional.of(ended.result()),
                                ended.duration()))
                        .orElse(this);
    }
}
