package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.engine.delivery.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.RecordStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How this machine's deliveries ended. The newest one's end is not in Git before another one follows it; where it was made
 * from here, its record knows.
 */
final class Endings {

    private final Map<DeployId, Ended> byId = new HashMap<>();

    /** One that cannot be read is left out: Git is what the history is read from. */
    Endings(RecordStore records) {
        for (DeployRecord record : records.all(unreadable -> {})) {
            record.ending().ifPresent(ending -> {
                // A delivery that was put back has two commits: its own, and that of the way back.
                if (record.rollingBack()) {
                    byId.put(record.id(), new Ended(Outcome.FAILED.word(), Optional.empty()));
                }
                byId.put(
                        record.attempt().id(),
                        new Ended(
                                record.lastAttemptResult().orElseThrow(),
                                Optional.of(Duration.between(record.attempt().begun(), ending.at()))));
            });
        }
    }

    /** How one ended, and how long it took where that is known. */
    record Ended(String result, Optional<Duration> duration) {}

    Optional<Ended> of(DeployId id) {
        return Optional.ofNullable(byId.get(id));
    }
}
