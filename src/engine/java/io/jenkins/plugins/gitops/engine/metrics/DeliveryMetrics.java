package io.jenkins.plugins.gitops.engine.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The formulas: finished deliveries to families of samples. Names and units follow Prometheus' conventions (base units,
 * {@code _total} on counters).
 */
public final class DeliveryMetrics {

    /** Seconds; a rollout takes seconds to minutes, a lead time minutes to weeks. */
    private static final double[] DURATION_BUCKETS = {5, 15, 30, 60, 120, 300, 600, 1200, 3600};

    private static final double[] LEAD_TIME_BUCKETS = {60, 300, 900, 3600, 14400, 86400, 259200, 604800, 2592000};

    private static final String APPLICATION = "application";
    private static final String ENVIRONMENT = "environment";
    private static final List<String> TARGET = List.of(APPLICATION, ENVIRONMENT);
    private static final String HEALTHY = "healthy";

    private DeliveryMetrics() {}

    /** All families; one without samples is left out. */
    public static List<Family> of(Collection<DeliveryFact> facts) {
        return Stream.of(
                        deployments(facts),
                        rollbacks(facts),
                        histogram(
                                "gitops_deployment_duration_seconds",
                                "Time from the request of a delivery to its end.",
                                facts,
                                DURATION_BUCKETS,
                                fact -> Stream.of(fact.duration())),
                        histogram(
                                "gitops_lead_time_seconds",
                                "Time from the source commit to healthy (DORA, lead time for changes).",
                                facts,
                                LEAD_TIME_BUCKETS,
                                fact -> fact.leadTime().stream()),
                        lastHealthy(facts))
                .filter(family -> !family.samples().isEmpty())
                .toList();
    }

    private static Family deployments(Collection<DeliveryFact> facts) {
        Map<List<String>, Long> counts = facts.stream()
                .collect(Collectors.groupingBy(
                        fact -> List.of(fact.application(), fact.environment(), fact.outcome()),
                        () -> new TreeMap<>(Comparator.comparing(Object::toString)),
                        Collectors.counting()));
        return counter(
                "gitops_deployments",
                "Deliveries that ended, by outcome.",
                List.of(APPLICATION, ENVIRONMENT, "outcome"),
                counts);
    }

    private static Family rollbacks(Collection<DeliveryFact> facts) {
        Map<List<String>, Long> counts =
                facts.stream().filter(DeliveryFact::rolledBack).collect(byTarget(Collectors.counting()));
        return counter("gitops_rollbacks", "Failed deliveries that were put back.", TARGET, counts);
    }

    private static Family lastHealthy(Collection<DeliveryFact> facts) {
        List<Sample> samples = facts.stream()
                .filter(fact -> fact.outcome().equals(HEALTHY))
                .collect(byTarget(Collectors.mapping(DeliveryFact::ended, Collectors.maxBy(Comparator.naturalOrder()))))
                .entrySet()
                .stream()
                .map(entry -> new Sample(
                        "gitops_last_healthy_timestamp_seconds",
                        TARGET,
                        entry.getKey(),
                        entry.getValue().orElseThrow().toEpochMilli() / 1000.0))
                .toList();
        return new Family(
                "gitops_last_healthy_timestamp_seconds",
                Family.Type.GAUGE,
                "When the newest healthy delivery ended, in seconds since 1970.",
                samples);
    }

    private static Family counter(String name, String help, List<String> labels, Map<List<String>, Long> counts) {
        List<Sample> samples = counts.entrySet().stream()
                .map(entry -> new Sample(name + "_total", labels, entry.getKey(), entry.getValue()))
                .toList();
        return new Family(name, Family.Type.COUNTER, help, samples);
    }

    private static Family histogram(
            String name,
            String help,
            Collection<DeliveryFact> facts,
            double[] buckets,
            Function<DeliveryFact, Stream<Duration>> measured) {
        List<Sample> samples = new ArrayList<>();
        facts.stream()
                .collect(byTarget(Collectors.flatMapping(
                        fact -> measured.apply(fact).map(time -> time.toMillis() / 1000.0), Collectors.toList())))
                .forEach((target, seconds) -> {
                    if (!seconds.isEmpty()) {
                        samples.addAll(distribution(name, target, seconds, buckets));
                    }
                });
        return new Family(name, Family.Type.HISTOGRAM, help, samples);
    }

    private static List<Sample> distribution(String name, List<String> target, List<Double> seconds, double[] buckets) {
        List<String> labels = List.of(APPLICATION, ENVIRONMENT, "le");
        List<Sample> samples = new ArrayList<>();
        for (double bound : buckets) {
            long below = seconds.stream().filter(value -> value <= bound).count();
            samples.add(new Sample(
                    name + "_bucket", labels, List.of(target.get(0), target.get(1), Double.toString(bound)), below));
        }
        samples.add(
                new Sample(name + "_bucket", labels, List.of(target.get(0), target.get(1), "+Inf"), seconds.size()));
        samples.add(new Sample(name + "_count", TARGET, target, seconds.size()));
        samples.add(new Sample(
                name + "_sum",
                TARGET,
                target,
                seconds.stream().mapToDouble(Double::doubleValue).sum()));
        return samples;
    }

    private static <R> java.util.stream.Collector<DeliveryFact, ?, TreeMap<List<String>, R>> byTarget(
            java.util.stream.Collector<DeliveryFact, ?, R> downstream) {
        return Collectors.groupingBy(
                fact -> List.of(fact.application(), fact.environment()),
                () -> new TreeMap<>(Comparator.comparing(Object::toString)),
                downstream);
    }
}
