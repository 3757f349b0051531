package io.jenkins.plugins.gitops.engine.metrics;

import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;

/** What receivers of notifications were not told, by their names, of which a configuration has few. */
public final class NotificationMetrics {

    private static final List<String> RECEIVER = List.of("receiver");

    private NotificationMetrics() {}

    /** The families without samples. */
    static List<MetricFamily> described() {
        return all(List.of());
    }

    /** The families; none where there are no receivers. */
    public static List<MetricFamily> of(Collection<ReceiverFact> facts) {
        return all(facts).stream()
                .flatMap(family -> DeliveryMetrics.ifAny(family).stream())
                .toList();
    }

    private static List<MetricFamily> all(Collection<ReceiverFact> facts) {
        return List.of(
                DeliveryMetrics.gauge(
                        "gitops_notifications_waiting",
                        "Events that a receiver of notifications was not told yet.",
                        samples("gitops_notifications_waiting", facts, ReceiverFact::waiting)),
                new MetricFamily(
                        "gitops_notifications_lost",
                        MetricFamily.Type.COUNTER,
                        "Events that a receiver of notifications was not told, and will not be.",
                        facts.isEmpty()
                                ? List.of()
                                : List.of(samples("gitops_notifications_lost_total", facts, ReceiverFact::lost))));
    }

    private static List<MetricSample> samples(
            String name, Collection<ReceiverFact> facts, ToLongFunction<ReceiverFact> value) {
        return facts.stream()
                .map(fact -> new MetricSample(name, RECEIVER, List.of(fact.receiver()), value.applyAsLong(fact)))
                .toList();
    }
}
