package io.jenkins.plugins.gitops.engine.metrics;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
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
 * @param work what was done for them
 * @param last the newest one that ended
 * @param lastEffective the newest one after which the cluster may be another than before
 * @param held whether the environment is held, since a rollback
 * @param unwritten whether the newest commit that was pushed did not get in
 */
public record TargetTotals(
        String application,
        String environment,
        SortedMap<String, Long> outcomes,
        long rollbacks,
        DurationHistogram durations,
        DurationHistogram leadTimes,
        Optional<Instant> lastHealthy,
        WorkTotals work,
        Optional<LastDelivery> last,
        Optional<LastDelivery> lastEffective,
        Optional<DatedFlag> held,
        Optional<DatedFlag> unwritten) {

    /** A stored file of an older version does not have every field: what it lacks begins at zero, the rest is kept. */
    public TargetTotals {
        outcomes = sorted(outcomes);
        durations = Objects.requireNonNullElseGet(
                durations, () -> DurationHistogram.empty(DeliveryMetrics.DURATION_BUCKETS));
        leadTimes = Objects.requireNonNullElseGet(
                leadTimes, () -> DurationHistogram.empty(DeliveryMetrics.LEAD_TIME_BUCKETS));
        lastHealthy = Objects.requireNonNullElse(lastHealthy, Optional.empty());
        work = Objects.requireNonNullElse(work, WorkTotals.NONE);
        last = LastDelivery.known(last);
        lastEffective = LastDelivery.known(lastEffective);
        held = DatedFlag.known(held);
        unwritten = DatedFlag.known(unwritten);
    }

    static <V> SortedMap<String, V> sorted(Map<String, V> map) {
        return map == null ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    /** Whether it says what it counts. Nothing can be added to one that does not. */
    boolean isNamed() {
        return application != null && environment != null;
    }

    static TargetTotals none(String application, String environment) {
        return new TargetTotals(
                application,
                environment,
                null,
                0,
                null,
                null,
                Optional.empty(),
                WorkTotals.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** One that made the newest delivery healthy after all. It counts nothing; what was rolled back is not running by it. */
    private TargetTotals repairedBy(DeliveryFact fact) {
        return with(lastEffective.map(
                last -> last.rolledBack() || fact.ended().isBefore(last.at()) ? last : LastDelivery.of(fact)));
    }

    private TargetTotals with(Optional<LastDelivery> effective) {
        return new TargetTotals(
                application,
                environment,
                outcomes,
                rollbacks,
                durations,
                leadTimes,
                lastHealthy,
                work,
                last,
                effective,
                held,
                unwritten);
    }

    TargetTotals plus(DeliveryFact fact) {
        if (fact.trace().repeats()) {
            return repairedBy(fact);
        }
        SortedMap<String, Long> more = new TreeMap<>(outcomes);
        more.merge(fact.outcome(), 1L, Long::sum);
        Optional<Instant> healthy = Optional.of(fact.ended())
                .filter(ended -> fact.outcome().equals(DeliveryMetrics.HEALTHY))
                .filter(ended -> lastHealthy.filter(ended::isBefore).isEmpty());
        LastDelivery now = LastDelivery.of(fact);
        DeliveryTrace trace = fact.trace();
        return new TargetTotals(
                application,
                environment,
                more,
                rollbacks + (fact.rolledBack() ? 1 : 0),
                durations.plus(fact.duration()),
                fact.leadTime().map(leadTimes::plus).orElse(leadTimes),
                healthy.or(() -> lastHealthy),
                work.plus(fact.work()),
                LastDelivery.newer(last, now),
                trace.effect() ? LastDelivery.newer(lastEffective, now) : lastEffective,
                DatedFlag.newer(held, trace.held(), fact.ended()),
                DatedFlag.newer(unwritten, trace.written().map(in -> !in), fact.ended()));
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
                durations.over(DeliveryMetrics.DURATION_BUCKETS),
                leadTimes.over(DeliveryMetrics.LEAD_TIME_BUCKETS),
                lastHealthy,
                work.withCurrentBuckets(),
                last,
                lastEffective,
                held,
                unwritten);
    }
}
