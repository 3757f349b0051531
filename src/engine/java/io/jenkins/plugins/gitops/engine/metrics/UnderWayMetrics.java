package io.jenkins.plugins.gitops.engine.metrics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Gauges of what has not ended: how many wait for their turn and since when, and what is under way. */
public final class UnderWayMetrics {

    private static final List<String> LABELS = List.of("application", "environment", "phase");

    private UnderWayMetrics() {}

    /** The families without samples. */
    static List<MetricFamily> described() {
        return all(List.of(), List.of(), List.of(), List.of());
    }

    /**
     * The families of this moment. The numbers are there also when nothing is under way; times are not.
     *
     * @param mostTargets how many pairs of application and environment are told apart; the others are together
     *     {@value DeliveryTotals#OTHER}
     */
    public static List<MetricFamily> of(Collection<UnderWay> unfinished, int mostTargets) {
        TreeMap<String, Long> counts = new TreeMap<>();
        TreeMap<String, List<String>> labels = new TreeMap<>();
        Set<List<String>> apart = new HashSet<>();
        for (UnderWay each : unfinished) {
            List<String> target = List.of(each.application(), each.environment());
            boolean own = apart.contains(target) || apart.size() < mostTargets && apart.add(target);
            List<String> values =
                    List.of(own ? each.application() : DeliveryTotals.OTHER, each.environment(), each.phase());
            labels.put(values.toString(), values);
            counts.merge(values.toString(), 1L, Long::sum);
        }
        List<MetricSample> underWay = new ArrayList<>();
        counts.forEach((key, count) ->
                underWay.add(new MetricSample("gitops_deliveries_under_way", LABELS, labels.get(key), count)));
        return all(
                        List.of(plain(
                                "gitops_queue_deliveries",
                                unfinished.stream().filter(UnderWay::waits).count())),
                        oldest("gitops_queue_oldest_timestamp_seconds", unfinished, UnderWay::waits),
                        underWay,
                        oldest("gitops_under_way_oldest_timestamp_seconds", unfinished, each -> !each.waits()))
                .stream()
                .flatMap(family -> DeliveryMetrics.ifAny(family).stream())
                .toList();
    }

    private static List<MetricFamily> all(
            List<MetricSample> queue,
            List<MetricSample> oldestWaiting,
            List<MetricSample> underWay,
            List<MetricSample> oldest) {
        return List.of(
                DeliveryMetrics.gauge("gitops_queue_deliveries", "Deliveries that wait for their turn.", queue),
                DeliveryMetrics.gauge(
                        "gitops_queue_oldest_timestamp_seconds",
                        "When the oldest delivery that waits was asked for, in seconds since 1970.",
                        oldestWaiting),
                DeliveryMetrics.gauge(
                        "gitops_deliveries_under_way",
                        "Deliveries that have not ended, by the phase they are in.",
                        underWay),
                DeliveryMetrics.gauge(
                        "gitops_under_way_oldest_timestamp_seconds",
                        "When the oldest delivery that has begun was asked for, in seconds since 1970.",
                        oldest));
    }

    private static List<MetricSample> oldest(String name, Collection<UnderWay> unfinished, Predicate<UnderWay> which) {
        return unfinished.stream()
                .filter(which)
                .map(UnderWay::asked)
                .min(Comparator.naturalOrder())
                .map(at -> plain(name, DeliveryMetrics.seconds(at)))
                .stream()
                .toList();
    }

    private static MetricSample plain(String name, double value) {
        return new MetricSample(name, List.of(), List.of(), value);
    }
}
