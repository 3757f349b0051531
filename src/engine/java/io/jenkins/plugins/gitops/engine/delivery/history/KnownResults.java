package io.jenkins.plugins.gitops.engine.delivery.history;

import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How deliveries ended that have local records. The result of the newest one is not in Git before the next delivery; its
 * record has it.
 */
public final class KnownResults {

    private final Map<DeployId, Ended> byId = new HashMap<>();

    private KnownResults(List<DeployRecord> records) {
        records.forEach(this::add);
    }

    /** Of all records of a store. One that cannot be read is left out: Git is what the history is read from. */
    public static KnownResults of(RecordStore records) {
        return new KnownResults(records.all(unreadable -> {}));
    }

    /** Of one record: of the delivery itself, and of its rollback. */
    public static KnownResults of(DeployRecord record) {
        return new KnownResults(List.of(record));
    }

    private void add(DeployRecord record) {
        record.ending().ifPresent(ending -> {
            // A delivery that was rolled back has two commits: its own, and that of the rollback.
            if (record.rollingBack()) {
                byId.put(
                        record.id(),
                        new Ended(record.failedResult(), Optional.empty(), Optional.empty(), committed(record)));
            }
            byId.put(
                    record.attempt().id(),
                    new Ended(
                            record.lastAttemptResult().orElseThrow(),
                            Optional.of(duration(record, ending)),
                            Optional.of(ending.at()),
                            committed(record)));
        });
    }

    /** Of the newest attempt, which is a part of the whole. */
    private static Duration duration(DeployRecord record, DeliveryEnding ending) {
        Duration whole = record.duration(SteadyClock.SYSTEM);
        Duration part = SteadyClock.between(record.attempt().begun(), ending.at());
        return record.rollingBack() && part.compareTo(whole) < 0 ? part : whole;
    }

    private static Optional<Instant> committed(DeployRecord record) {
        return record.request().source().flatMap(DeliverySource::committed);
    }

    /**
     * How one ended.
     *
     * @param duration how long it took, where that is known
     * @param at when it ended, where that is known
     * @param committed when its source was committed, where that is known
     */
    public record Ended(
            DeliveryResult result, Optional<Duration> duration, Optional<Instant> at, Optional<Instant> committed) {}

    public Optional<Ended> of(DeployId id) {
        return Optional.ofNullable(byId.get(id));
    }
}
