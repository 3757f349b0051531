package io.jenkins.plugins.gitops.engine.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was done for the deliveries of one application to one environment, added up.
 *
 * @param phases how long each phase took, by its word
 * @param failures how many failed, were refused or got no answer, by the phase they were in
 * @param pushes how many commits were pushed
 * @param retries how many of them were pushed since the branch had moved
 * @param writeBacks how long it took until a commit was in
 * @param builds how long the builds of the images took
 * @param tests how many test cases there were, by their result's word
 */
public record WorkTotals(
        SortedMap<String, DurationHistogram> phases,
        SortedMap<String, Long> failures,
        long pushes,
        long retries,
        DurationHistogram writeBacks,
        DurationHistogram builds,
        SortedMap<String, Long> tests) {

    /** Seconds; from a file that is rendered to a rollout that is waited for. */
    static final List<Double> PHASE_BUCKETS = List.of(0.5, 2.0, 10.0, 60.0, 300.0, 1800.0);

    static final List<Double> WRITE_BACK_BUCKETS = List.of(0.5, 1.0, 2.0, 5.0, 15.0, 60.0, 300.0);

    static final WorkTotals NONE = new WorkTotals(null, null, 0, 0, null, null, null);

    /** A stored file of an older version does not have every field: what it lacks begins at zero, the rest is kept. */
    public WorkTotals {
        phases = TargetTotals.sorted(phases);
        failures = TargetTotals.sorted(failures);
        writeBacks = Objects.requireNonNullElseGet(writeBacks, () -> DurationHistogram.empty(WRITE_BACK_BUCKETS));
        builds = Objects.requireNonNullElseGet(builds, () -> DurationHistogram.empty(DeliveryMetrics.DURATION_BUCKETS));
        tests = TargetTotals.sorted(tests);
    }

    WorkTotals plus(DeliveryWork work) {
        SortedMap<String, DurationHistogram> times = new TreeMap<>(phases);
        work.phases()
                .forEach((phase, time) -> times.merge(
                        phase,
                        DurationHistogram.empty(PHASE_BUCKETS).plus(time),
                        (before, first) -> before.plus(time)));
        SortedMap<String, Long> failed = new TreeMap<>(failures);
        work.failedIn().ifPresent(phase -> failed.merge(phase, 1L, Long::sum));
        SortedMap<String, Long> cases = new TreeMap<>(tests);
        work.tests().forEach((result, count) -> cases.merge(result, count, Long::sum));
        DurationHistogram written = writeBacks;
        for (Duration time : work.writeBacks()) {
            written = written.plus(time);
        }
        return new WorkTotals(
                times,
                failed,
                pushes + work.pushes(),
                retries + work.pushRetries(),
                written,
                work.building().map(builds::plus).orElse(builds),
                cases);
    }

    WorkTotals withCurrentBuckets() {
        SortedMap<String, DurationHistogram> times = new TreeMap<>();
        phases.forEach((phase, kept) -> times.put(phase, kept.over(PHASE_BUCKETS)));
        return new WorkTotals(
                times,
                failures,
                pushes,
                retries,
                writeBacks.over(WRITE_BACK_BUCKETS),
                builds.over(DeliveryMetrics.DURATION_BUCKETS),
                tests);
    }
}
