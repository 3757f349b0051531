package io.jenkins.plugins.gitops.engine.metrics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Gauges of what differs from the commit of the newest delivery, where that was looked for. */
public final class DriftMetrics {

    private static final List<String> TARGET = List.of("application", "environment");

    private DriftMetrics() {}

    /** The families without samples. */
    static List<MetricFamily> described() {
        return all(List.of(), List.of());
    }

    /** The families; none where nothing was looked for. */
    public static List<MetricFamily> of(Collection<DriftFact> facts) {
        List<MetricSample> objects = new ArrayList<>();
        List<MetricSample> checked = new ArrayList<>();
        for (DriftFact fact : facts) {
            fact.objects()
                    .forEach((kind, count) -> objects.add(new MetricSample(
                            "gitops_drift_objects",
                            List.of("application", "environment", "kind"),
                            List.of(fact.application(), fact.environment(), kind),
                            count)));
            checked.add(new MetricSample(
                    "gitops_drift_checked_timestamp_seconds",
                    TARGET,
                    List.of(fact.application(), fact.environment()),
                    DeliveryMetrics.seconds(fact.checked())));
        }
        return all(objects, checked).stream()
                .flatMap(family -> DeliveryMetrics.ifAny(family).stream())
                .toList();
    }

    private static List<MetricFamily> all(List<MetricSample> objects, List<MetricSample> checked) {
        return List.of(
                DeliveryMetrics.gauge(
                        "gitops_drift_objects",
                        "Objects that differ from the commit of the newest delivery, by how they differ.",
                        objects),
                DeliveryMetrics.gauge(
                        "gitops_drift_checked_timestamp_seconds",
                        "When drift was last looked for, in seconds since 1970.",
                        checked));
    }
}
