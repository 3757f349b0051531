package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.engine.delivery.Deliveries;
import io.jenkins.plugins.gitops.engine.delivery.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.RecordStore;
import io.jenkins.plugins.gitops.engine.git.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One line of the history, and one object of its JSON. */
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
        Optional<String> result) {

    /** The result of the newest delivery is not in Git yet: it is taken from this machine's records, if it was made here. */
    static HistoryEntry of(Deliveries.Delivered delivered, RecordStore records) {
        DeployTrailers trailers = delivered.trailers();
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
                delivered.result().or(() -> local(trailers, records)));
    }

    private static Optional<String> local(DeployTrailers trailers, RecordStore records) {
        return records.all(unreadable -> {}).stream()
                .filter(record -> record.attempt().id().equals(trailers.id()))
                .findFirst()
                .flatMap(DeployRecord::lastAttemptResult);
    }
}
