package io.jenkins.plugins.gitops.engine.metrics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Computes families of samples from finished deliveries. Names and units follow Prometheus' conventions (base units,
 * {@code _total} on counters).
 */
public final class DeliveryMetrics {

    /** Seconds; a rollout takes seconds to minutes, a lead time minutes to weeks. */
    static final List<Double> DURATION_BUCKETS = List.of(5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 3600.0);

    static final List<Double> LEAD_TIME_BUCKETS =
            List.of(60.0, 300.0, 900.0, 3600.0, 14400.0, 86400.0, 259200.0, 604800.0, 2592000.0);

    static final String HEALTHY = "healthy";

    private static final double MILLIS = 1000.0;
    private static final String APPLICATION = "application";
    private static final String ENVIRONMENT = "environment";
    private static final List<String> TARGET = List.of(APPLICATION, ENVIRONMENT);

    private DeliveryMetrics() {}

    /** All families; one without samples is left out. */
    public static List<MetricFamily> of(Collection<DeliveryFact> facts) {
        DeliveryTotals totals = new DeliveryTotals(Integer.MAX_VALUE);
        facts.forEach(totals::add);
        return totals.families();
    }

    /** All families without samples: how a collector describes itself before anything was counted. */
    public static List<MetricFamily> described() {
        return all(List.of());
    }

    static List<MetricFamily> families(Collection<TargetTotals> totals) {
        return all(totals).stream()
                .filter(family -> !family.samples().isEmpty())
                .toList();
    }

    private static List<MetricFamily> all(Collection<TargetTotals> totals) {
        return List.of(
                deployments(totals),
                rollbacks(totals),
                histogram(
                        "gitops_deployment_duration_seconds",
                        "Time from the request of a delivery to its end.",
                        totals,
                        TargetTotals::durations),
                histogram(
                        "gitops_lead_time_seconds",
                        "Time from the source commit to healthy (DORA, lead time for changes).",
                        totals,
                        TargetTotals::leadTimes),
                lastHealthy(totals));
    }

    private static MetricFamily deployments(Collection<TargetTotals> totals) {
        String name = "gitops_deployments";
        return new MetricFamily(
                name,
                MetricFamily.Type.COUNTER,
                "Deliveries that ended, by outcome.",
                totals.stream()
                        .flatMap(each -> each.outcomes().entrySet().stream()
                                .map(outcome -> new MetricSample(
                                        name + "_total",
                                        List.of(APPLICATION, ENVIRONMENT, "outcome"),
                                        List.of(each.application(), each.environment(), outcome.getKey()),
                                        outcome.getValue())))
                        .toList());
    }

    private static MetricFamily rollbacks(Collection<TargetTotals> totals) {
        String name = "gitops_rollbacks";
        return new MetricFamily(
                name,
                MetricFamily.Type.COUNTER,
                "Failed deliveries that were put back.",
                totals.stream()
                        .filter(each -> each.rollbacks() > 0)
                        .map(each -> new MetricSample(name + "_total", TARGET, target(each), each.rollbacks()))
                        .toList());
    }

    private static MetricFamily lastHealthy(Collection<TargetTotals> totals) {
        String name = "gitops_last_healthy_timestamp_seconds";
        return new MetricFamily(
                name,
                MetricFamily.Type.GAUGE,
                "When the newest healthy delivery ended, in seconds since 1970.",
                totals.stream()
                        .flatMap(each -> each.lastHealthy().stream()
                                .map(at -> new MetricSample(name, TARGET, target(each), at.toEpochMilli() / MILLIS)))
                        .toList());
    }

    private static MetricFamily histogram(
            String name,
            String help,
            Collection<TargetTotals> totals,
            Function<TargetTotals, DurationHistogram> measured) {
        return new MetricFamily(
                name,
                MetricFamily.Type.HISTOGRAM,
                help,
                totals.stream()
                        .flatMap(each -> samples(name, target(each), measured.apply(each)))
                        .toList());
    }

    private static Stream<MetricSample> samples(String name, List<String> target, DurationHistogram times) {
        if (times.count() == 0) {
            return Stream.empty();
        }
        List<MetricSample> samples = new ArrayList<>();
        for (int i = 0; i < times.bounds().size(); i++) {
            samples.add(bucket(
                    name,
                    target,
                    times.bounds().get(i).toString(),
                    times.below().get(i)));
        }
        samples.add(bucket(name, target, "+Inf", times.count()));
        samples.add(new MetricSample(name + "_count", TARGET, target, times.count()));
        samples.add(new MetricSample(name + "_sum", TARGET, target, times.sumSeconds()));
        return samples.stream();
    }

    private static MetricSample bucket(String name, List<String> target, String bound, long below) {
        return new MetricSample(
                name + "_bucket",
                List.of(APPLICATION, ENVIRONMENT, "le"),
                List.of(target.get(0), target.get(1), bound),
                below);
    }

    private static List<String> target(TargetTotals totals) {
        return List.of(totals.application(), totals.environment());
    }
}
