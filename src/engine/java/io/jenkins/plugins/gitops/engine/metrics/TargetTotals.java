package io.jenkins.plugins.gitops.engine.metrics;

import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The totals of the deliveries of one application to one environment.
 *
 * @param application label value
 * @param environment label value
 * @param outcomes how many ended so, by the outcome's word
 * @param rollbacks how many failed ones were rolled back
 * @param durations from request to end
 * @param leadTimes from source commit to healthy
 * @param lastHealthy when the newest healthy one ended
 */
public record TargetTotals(
        String application,
        String environment,
        SortedMap<String, Long> outcomes,
        long rollbacks,
        DurationHistogram durations,
        DurationHistogram leadTimes,
        Optional<Instant> lastHealthy) {

    /** A stored file of an older version does not have every field: what it lacks begins at zero, the rest is kept. */
    public TargetTotals {
        outcomes = outcomes == null
                ? Collections.emptySortedMap()
                : Collections.unmodifiableSortedMap(new TreeMap<>(outcomes));
        durations = Objects.requireNonNullElseGet(
                durations, () -> DurationHistogram.empty(DeliveryMetrics.DURATION_BUCKETS));
        leadTimes = Objects.requireNonNullElseGet(
                leadTimes, () -> DurationHistogram.empty(DeliveryMetrics.LEAD_TIME_BUCKETS));
        lastHealthy = Objects.requireNonNullElse(lastHealthy, Optional.empty());
    }

    /** Whether it says what it counts. Nothing can be added to one that does not. */
    boolean isNamed() {
        return application != null && environment != null;
    }

    static TargetTotals none(String application, String environment) {
        return new TargetTotals(
                application,
                environment,
                new TreeMap<>(),
                0,
                DurationHistogram.empty(DeliveryMetrics.DURATION_BUCKETS),
                DurationHistogram.empty(DeliveryMetrics.LEAD_TIME_BUCKETS),
                Optional.empty());
    }

    TargetTotals plus(DeliveryFact fact) {
        SortedMap<String, Long> more = new TreeMap<>(outcomes);
        more.merge(fact.outcome(), 1L, Long::sum);
        Optional<Instant> healthy = Optional.of(fact.ended())
                .filter(ended -> fact.outcome().equals(DeliveryMetrics.HEALTHY))
                .filter(ended -> lastHealthy.filter(ended::isBefore).isEmpty());
        return new TargetTotals(
                application,
                environment,
                more,
                rollbacks + (fact.rolledBack() ? 1 : 0),
                durations.plus(fact.duration()),
                fact.leadTime().map(leadTimes::plus).orElse(leadTimes),
                healthy.or(() -> lastHealthy));
    }

    /**
     * The same counts. A histogram with other buckets, or with none, starts again at zero, because it cannot be converted.
     */
    TargetTotals withCurrentBuckets() {
        return new TargetTotals(
                application,
                environment,
                outcomes,
                rollbacks,
                current(durations, DurationHistogram.empty(DeliveryMetrics.DURATION_BUCKETS)),
                current(leadTimes, DurationHistogram.empty(DeliveryMetrics.LEAD_TIME_BUCKETS)),
                lastHealthy);
    }

    private static DurationHistogram current(DurationHistogram kept, DurationHistogram empty) {
        return kept.bounds().equals(empty.bounds()) ? kept : empty;
    }
}
