package io.jenkins.plugins.gitops.engine.metrics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
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

    /** The words of {@code Outcome} and {@code DeliveryPhase}, which never change. */
    private static final List<String> OUTCOMES =
            List.of(HEALTHY, "failed", "superseded", "refused", "aborted", "unknown");

    /** Those in which a delivery can fail. */
    private static final List<String> PHASES = List.of("render", "plan", "commit", "apply", "wait");

    /** After which the cluster may be another than before. */
    private static final List<String> EFFECTIVE_OUTCOMES = List.of(HEALTHY, "failed", "aborted", "unknown");

    private static final List<TargetFamily> FAMILIES = List.of(
            TargetFamily.counters(
                    "gitops_deployments",
                    "Deliveries that ended, by outcome.",
                    "outcome",
                    OUTCOMES,
                    TargetTotals::outcomes),
            TargetFamily.counter("gitops_rollbacks", "Failed deliveries that were put back.", TargetTotals::rollbacks),
            TargetFamily.histogram(
                    "gitops_deployment_duration_seconds",
                    "Time from the request of a delivery to its end.",
                    TargetTotals::durations),
            TargetFamily.histogram(
                    "gitops_lead_time_seconds",
                    "Time from the source commit to healthy (DORA, lead time for changes).",
                    TargetTotals::leadTimes),
            TargetFamily.gauge(
                    "gitops_last_healthy_timestamp_seconds",
                    "When the newest healthy delivery ended, in seconds since 1970.",
                    totals -> totals.lastHealthy().map(DeliveryMetrics::seconds)),
            TargetFamily.gauge(
                    "gitops_last_delivery_timestamp_seconds",
                    "When the newest delivery ended, whatever its outcome, in seconds since 1970.",
                    totals -> totals.last().map(last -> seconds(last.at()))),
            TargetFamily.gauges(
                    "gitops_last_delivery_info",
                    "The newest delivery: its outcome, its commit and the build that asked for it; always 1.",
                    List.of("outcome", "commit", "build"),
                    totals -> totals.last().map(DeliveryMetrics::info).orElse(Map.of())),
            TargetFamily.gauges(
                    "gitops_last_outcome",
                    "How the newest delivery ended that may have changed the cluster: 1 for its outcome, 0 for others.",
                    List.of("outcome"),
                    totals -> totals.lastEffective().map(DeliveryMetrics::state).orElse(Map.of())),
            TargetFamily.gauges(
                    "gitops_last_outcome_info",
                    "That delivery: its outcome, its commit and the build that asked for it; always 1.",
                    List.of("outcome", "commit", "build"),
                    totals -> totals.lastEffective().map(DeliveryMetrics::info).orElse(Map.of())),
            TargetFamily.gauge(
                    "gitops_last_rolled_back",
                    "Whether that delivery failed and was rolled back.",
                    totals -> totals.lastEffective().map(last -> flag(last.rolledBack()))),
            TargetFamily.gauge(
                    "gitops_held",
                    "Whether something is held since a rollback, and is not delivered again by itself.",
                    totals -> totals.held().map(held -> flag(held.on()))),
            TargetFamily.histograms(
                    "gitops_phase_duration_seconds",
                    "Time that a delivery spent in a phase.",
                    "phase",
                    totals -> totals.work().phases()),
            TargetFamily.counters(
                    "gitops_failures",
                    "Deliveries that failed, were refused or got no answer, by the phase they were in.",
                    "phase",
                    PHASES,
                    totals -> totals.work().failures()),
            TargetFamily.counter("gitops_write_back_pushes", "Commits that were pushed.", totals -> totals.work()
                    .pushes()),
            TargetFamily.counter(
                    "gitops_write_back_retries",
                    "Commits that were made and pushed again, since the branch had moved.",
                    totals -> totals.work().retries()),
            TargetFamily.histogram(
                    "gitops_write_back_duration_seconds",
                    "Time from the first push of a commit until it was on the branch.",
                    totals -> totals.work().writeBacks()),
            TargetFamily.gauge(
                    "gitops_write_back_failing",
                    "Whether the newest commit that was pushed did not get in.",
                    totals -> totals.unwritten().map(failing -> flag(failing.on()))),
            TargetFamily.histogram(
                    "gitops_build_duration_seconds",
                    "Time that the build of a delivery's images took.",
                    totals -> totals.work().builds()),
            TargetFamily.counters(
                    "gitops_test_cases",
                    "Test cases that ran before deliveries, by result.",
                    "result",
                    List.of(),
                    totals -> totals.work().tests()));

    private DeliveryMetrics() {}

    /** All families; one without samples is left out. */
    public static List<MetricFamily> of(Collection<DeliveryFact> facts) {
        DeliveryTotals totals = new DeliveryTotals(Integer.MAX_VALUE);
        facts.forEach(totals::add);
        return totals.families();
    }

    /** All families without samples: how a collector describes itself before anything was counted. */
    public static List<MetricFamily> described() {
        return Stream.of(
                        FAMILIES.stream().map(family -> family.of(List.of())),
                        UnderWayMetrics.described().stream(),
                        DriftMetrics.described().stream(),
                        FigureMetrics.described().stream(),
                        ApprovalMetrics.described().stream(),
                        NotificationMetrics.described().stream())
                .flatMap(each -> each)
                .toList();
    }

    /** The lines of one application and environment, in the order of the families. */
    static List<List<MetricSample>> blocks(TargetTotals totals) {
        return FAMILIES.stream().map(family -> family.samples(totals)).toList();
    }

    /** @param targets what {@link #blocks} made of each application and environment */
    static List<MetricFamily> families(Collection<List<List<MetricSample>>> targets) {
        return IntStream.range(0, FAMILIES.size())
                .mapToObj(i -> FAMILIES.get(i)
                        .of(targets.stream().map(blocks -> blocks.get(i)).toList()))
                .filter(family -> !family.blocks().isEmpty())
                .toList();
    }

    private static Map<List<String>, Double> info(LastDelivery last) {
        return Map.of(
                List.of(last.outcome(), last.commit().orElse(""), last.build().orElse("")), 1.0);
    }

    private static Map<List<String>, Double> state(LastDelivery last) {
        Map<List<String>, Double> state = new LinkedHashMap<>();
        EFFECTIVE_OUTCOMES.forEach(outcome -> state.put(List.of(outcome), flag(outcome.equals(last.outcome()))));
        return state;
    }

    static double flag(boolean on) {
        return on ? 1 : 0;
    }

    static double seconds(Instant at) {
        return at.toEpochMilli() / MILLIS;
    }

    /** A family whose lines are computed anew each time. */
    static MetricFamily gauge(String name, String help, List<MetricSample> samples) {
        return new MetricFamily(
                name, MetricFamily.Type.GAUGE, help, samples.isEmpty() ? List.of() : List.of(new ArrayList<>(samples)));
    }

    static Optional<MetricFamily> ifAny(MetricFamily family) {
        return Optional.of(family).filter(some -> !some.blocks().isEmpty());
    }
}
