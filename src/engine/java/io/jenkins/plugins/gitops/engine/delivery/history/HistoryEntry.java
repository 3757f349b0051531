package io.jenkins.plugins.gitops.engine.delivery.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildLink;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
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
 * @param values the values files that are laid over a chart's own
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
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> values,
        List<ImageReference> images,
        Optional<String> source,
        Optional<String> build,
        Optional<DeployId> rollbackOf,
        Optional<DeployId> promotedFrom,
        Optional<DeliveryResult> result,
        Optional<Duration> duration) {

    public HistoryEntry {
        values = values == null ? List.of() : List.copyOf(values);
        images = List.copyOf(images);
    }

    /** Whether nothing is to run after it. */
    public boolean removes() {
        return images.isEmpty() && manifests.isEmpty();
    }

    /** Where its manifests are, for people. */
    public Optional<String> shownManifests() {
        return manifests.map(path -> new ManifestSource(path, values).toString());
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
                trailers.manifests().map(ManifestSource::path),
                trailers.manifests().map(ManifestSource::values).orElse(List.of()),
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
                        .map(ended -> ended(ended.result(), ended.duration()))
                        .orElse(this);
    }

    /** Where the cluster has nothing of the application left: that a removal came to its end, which no commit says. */
    public HistoryEntry withNothingLeft() {
        return removes() && result.isEmpty() ? ended(DeliveryResult.REMOVED, duration) : this;
    }

    private HistoryEntry ended(DeliveryResult how, Optional<Duration> took) {
        return new HistoryEntry(
                id,
                application,
                environment,
                revision,
                committed,
                author,
                manifests,
                values,
                images,
                source,
                build,
                rollbackOf,
                promotedFrom,
                Optional.of(how),
                took);
    }
}
