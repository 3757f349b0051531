package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.engine.delivery.Deliveries;
import io.jenkins.plugins.gitops.engine.delivery.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.DeployTrailers;
import io.jenkins.plugins.gitops.engine.git.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One line of the history, and one object of its JSON.
 *
 * @param result how it ended; absent when neither the branch nor this machine's records say it
 * @param duration from the request to the end, where it is known
 */
record HistoryEntry(
        DeployId id,
        String application,
        String environment,
        Revision revision,
        Instant committed,
        String author,
        List<ImageReference> images,
        Optional<String> source,
        Optional<String> build,
        Optional<DeployId> rollbackOf,
        Optional<DeployId> promotedFrom,
        Optional<String> result,
        Optional<Duration> duration) {

    /** @param here what this machine's records say */
    static HistoryEntry of(Deliveries.Delivered delivered, Endings here) {
        DeployTrailers trailers = delivered.trailers();
        Optional<Endings.Ended> known = delivered
                .result()
                .map(result -> new Endings.Ended(result, delivered.duration()))
                .or(() -> here.of(trailers.id()));
        return new HistoryEntry(
                trailers.id(),
                trailers.target().application(),
                trailers.target().environment(),
                delivered.commit().revision(),
                delivered.commit().committed(),
                delivered.commit().author().name(),
                trailers.images(),
                trailers.source().map(source -> source.text()),
                trailers.build().map(build -> build.url()),
                trailers.rollbackOf(),
                trailers.promotedFrom(),
                known.map(Endings.Ended::result),
                known.flatMap(Endings.Ended::duration));
    }
}
