package io.jenkins.plugins.gitops.engine.metrics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Gauges of the builds that wait for a person: how many, and since when the oldest does. */
public final class ApprovalMetrics {

    private static final String WAITING = "gitops_approvals_waiting";
    private static final String OLDEST = "gitops_approvals_oldest_timestamp_seconds";
    private static final List<String> TARGET = List.of("application", "environment");

    private ApprovalMetrics() {}

    /** The families without samples. */
    static List<MetricFamily> described() {
        return all(List.of(), List.of());
    }

    /**
     * The families; none when nothing waits.
     *
     * @param mostTargets how many pairs of application and environment are told apart; the others are together
     *     {@value DeliveryTotals#OTHER}
     */
    public static List<MetricFamily> of(Collection<WaitingApproval> waiting, int mostTargets) {
        Map<String, List<WaitingApproval>> apart = new TreeMap<>();
        for (WaitingApproval each : waiting) {
            String own = each.application() + "/" + each.environment();
            boolean known = apart.containsKey(own) || apart.size() < mostTargets;
            WaitingApproval counted =
                    known ? each : new WaitingApproval(DeliveryTotals.OTHER, each.environment(), each.since());
            apart.computeIfAbsent(counted.application() + "/" + counted.environment(), target -> new ArrayList<>())
                    .add(counted);
        }
        List<MetricSample> counts = new ArrayList<>();
        List<MetricSample> oldest = new ArrayList<>();
        for (List<WaitingApproval> same : apart.values()) {
            List<String> values = List.of(same.get(0).application(), same.get(0).environment());
            Instant first = same.stream()
                    .map(WaitingApproval::since)
                    .min(Instant::compareTo)
                    .orElseThrow();
            counts.add(new MetricSample(WAITING, TARGET, values, same.size()));
            oldest.add(new MetricSample(OLDEST, TARGET, values, DeliveryMetrics.seconds(first)));
        }
        return all(counts, oldest).stream()
                .flatMap(family -> DeliveryMetrics.ifAny(family).stream())
                .toList();
    }

    private static List<MetricFamily> all(List<MetricSample> counts, List<MetricSample> oldest) {
        return List.of(
                DeliveryMetrics.gauge(WAITING, "Builds that wait for a person who lets them deliver.", counts),
                DeliveryMetrics.gauge(
                        OLDEST,
                        "When the person was asked that the oldest of them waits for, in seconds since 1970.",
                        oldest));
    }
}
