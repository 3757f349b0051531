package io.jenkins.plugins.gitops.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeliveryMetricsTest {

    private static final Instant END = Instant.ofEpochSecond(1_700_000_000);

    private static DeliveryFact fact(String outcome, boolean rolledBack, long seconds) {
        return new DeliveryFact(
                "shop",
                "staging",
                outcome,
                rolledBack,
                Duration.ofSeconds(seconds),
                END.plusSeconds(seconds),
                outcome.equals("healthy") ? Optional.of(Duration.ofSeconds(seconds * 100)) : Optional.empty());
    }

    private List<DeliveryFact> facts =
            List.of(fact("healthy", false, 4), fact("healthy", false, 40), fact("failed", true, 7));

    private double value(String name, String... labels) {
        return DeliveryMetrics.of(facts).stream()
                .flatMap(family -> family.samples().stream())
                .filter(sample ->
                        sample.name().equals(name) && sample.labelValues().equals(List.of(labels)))
                .mapToDouble(MetricSample::value)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void counts_deliveries_by_outcome() {
        assertThat(value("gitops_deployments_total", "shop", "staging", "healthy"))
                .isEqualTo(2);
        assertThat(value("gitops_deployments_total", "shop", "staging", "failed"))
                .isEqualTo(1);
        assertThat(value("gitops_rollbacks_total", "shop", "staging")).isEqualTo(1);
    }

    @Test
    void durations_are_cumulative_histograms_in_seconds() {
        assertThat(value("gitops_deployment_duration_seconds_bucket", "shop", "staging", "5.0"))
                .isEqualTo(1);
        assertThat(value("gitops_deployment_duration_seconds_bucket", "shop", "staging", "15.0"))
                .isEqualTo(2);
        assertThat(value("gitops_deployment_duration_seconds_bucket", "shop", "staging", "+Inf"))
                .isEqualTo(3);
        assertThat(value("gitops_deployment_duration_seconds_sum", "shop", "staging"))
                .isEqualTo(51);
    }

    @Test
    void the_lead_time_counts_healthy_deliveries_alone() {
        assertThat(value("gitops_lead_time_seconds_count", "shop", "staging")).isEqualTo(2);
        assertThat(value("gitops_lead_time_seconds_sum", "shop", "staging")).isEqualTo(4400);
    }

    @Test
    void tells_when_it_was_last_healthy() {
        assertThat(value("gitops_last_healthy_timestamp_seconds", "shop", "staging"))
                .isEqualTo(END.getEpochSecond() + 40);
    }

    @Test
    void adds_up_what_was_done() {
        facts = List.of(
                fact("healthy", false, 4)
                        .with(new DeliveryWork(
                                Map.of("render", Duration.ofMillis(400), "wait", Duration.ofSeconds(9)),
                                3,
                                2,
                                List.of(Duration.ofSeconds(4)),
                                Optional.empty(),
                                Optional.of(Duration.ofSeconds(20)),
                                Map.of("passed", 5L, "failed", 0L))),
                fact("failed", true, 7)
                        .with(new DeliveryWork(
                                Map.of("render", Duration.ofSeconds(1)),
                                2,
                                0,
                                List.of(),
                                Optional.of("wait"),
                                Optional.empty(),
                                Map.of("passed", 1L))));

        assertThat(value("gitops_phase_duration_seconds_bucket", "shop", "staging", "render", "0.5"))
                .isEqualTo(1);
        assertThat(value("gitops_phase_duration_seconds_sum", "shop", "staging", "render"))
                .isEqualTo(1.4);
        assertThat(value("gitops_phase_duration_seconds_count", "shop", "staging", "wait"))
                .isEqualTo(1);
        assertThat(value("gitops_write_back_pushes_total", "shop", "staging")).isEqualTo(5);
        assertThat(value("gitops_write_back_retries_total", "shop", "staging")).isEqualTo(2);
        assertThat(value("gitops_write_back_duration_seconds_sum", "shop", "staging"))
                .isEqualTo(4);
        assertThat(value("gitops_failures_total", "shop", "staging", "wait")).isEqualTo(1);
        assertThat(value("gitops_build_duration_seconds_sum", "shop", "staging"))
                .isEqualTo(20);
        assertThat(value("gitops_test_cases_total", "shop", "staging", "passed"))
                .isEqualTo(6);
    }

    @Test
    void the_state_is_that_of_the_newest_delivery_that_had_an_effect() {
        facts = List.of(
                fact("refused", false, 9)
                        .with(new DeliveryTrace(
                                false,
                                Optional.of(false),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("https://ci/9"))),
                fact("failed", true, 8)
                        .with(new DeliveryTrace(
                                true,
                                Optional.of(true),
                                Optional.of(true),
                                Optional.of("abc"),
                                Optional.of("https://ci/8"))),
                fact("healthy", false, 4));

        assertThat(value("gitops_last_outcome", "shop", "staging", "failed")).isEqualTo(1);
        assertThat(value("gitops_last_outcome", "shop", "staging", "healthy")).isZero();
        assertThat(value("gitops_last_outcome_info", "shop", "staging", "failed", "abc", "https://ci/8"))
                .isEqualTo(1);
        assertThat(value("gitops_last_rolled_back", "shop", "staging")).isEqualTo(1);
        assertThat(value("gitops_held", "shop", "staging")).isEqualTo(1);
        assertThat(value("gitops_write_back_failing", "shop", "staging")).isEqualTo(1);
        assertThat(value("gitops_last_delivery_info", "shop", "staging", "refused", "", "https://ci/9"))
                .isEqualTo(1);
        assertThat(value("gitops_last_delivery_timestamp_seconds", "shop", "staging"))
                .isEqualTo(END.getEpochSecond() + 9);
    }

    @Test
    void a_healthy_sync_makes_the_newest_delivery_healthy_and_is_not_counted() {
        DeliveryFact sync = fact("healthy", false, 9)
                .with(new DeliveryTrace(
                        true, Optional.empty(), Optional.empty(), Optional.of("abc"), Optional.empty(), true));
        facts = List.of(fact("failed", false, 8), sync);

        assertThat(value("gitops_last_outcome", "shop", "staging", "failed")).isZero();
        assertThat(value("gitops_deployments_total", "shop", "staging", "healthy"))
                .isZero();
        facts = List.of(fact("failed", true, 8), sync);
        assertThat(value("gitops_last_outcome", "shop", "staging", "failed")).isEqualTo(1);
        assertThat(DeliveryMetrics.of(List.of(sync))).isEmpty();
    }

    @Test
    void counts_what_waits_and_what_is_under_way_and_says_0_when_nothing_does() {
        UnderWay waiting = new UnderWay("shop", "staging", UnderWay.QUEUE, END.plusSeconds(3));
        UnderWay applying = new UnderWay("shop", "staging", "apply", END);
        List<MetricSample> some =
                samples(UnderWayMetrics.of(List.of(applying, waiting, new UnderWay("blog", "x", "apply", END)), 1));

        assertThat(some)
                .extracting(MetricSample::name, MetricSample::labelValues, MetricSample::value)
                .containsExactlyInAnyOrder(
                        tuple("gitops_queue_deliveries", List.of(), 1.0),
                        tuple("gitops_queue_oldest_timestamp_seconds", List.of(), END.getEpochSecond() + 3.0),
                        tuple("gitops_deliveries_under_way", List.of("shop", "staging", "apply"), 1.0),
                        tuple("gitops_deliveries_under_way", List.of("shop", "staging", "queue"), 1.0),
                        tuple("gitops_deliveries_under_way", List.of(DeliveryTotals.OTHER, "x", "apply"), 1.0),
                        tuple("gitops_under_way_oldest_timestamp_seconds", List.of(), (double) END.getEpochSecond()));
        assertThat(samples(UnderWayMetrics.of(List.of(), 1)))
                .containsExactly(new MetricSample("gitops_queue_deliveries", List.of(), List.of(), 0));
    }

    @Test
    void counts_what_waits_for_a_person_and_since_when_the_oldest_does() {
        Instant later = END.plusSeconds(9);
        List<MetricSample> some = samples(ApprovalMetrics.of(
                List.of(
                        new WaitingApproval("shop", "production", later),
                        new WaitingApproval("shop", "production", END),
                        new WaitingApproval("blog", "production", later),
                        new WaitingApproval("cart", "production", END)),
                1));

        assertThat(some)
                .extracting(MetricSample::name, MetricSample::labelValues, MetricSample::value)
                .containsExactlyInAnyOrder(
                        tuple("gitops_approvals_waiting", List.of("shop", "production"), 2.0),
                        tuple("gitops_approvals_waiting", List.of(DeliveryTotals.OTHER, "production"), 2.0),
                        tuple("gitops_approvals_oldest_timestamp_seconds", List.of("shop", "production"), (double)
                                END.getEpochSecond()),
                        tuple(
                                "gitops_approvals_oldest_timestamp_seconds",
                                List.of(DeliveryTotals.OTHER, "production"),
                                (double) END.getEpochSecond()));
        assertThat(ApprovalMetrics.of(List.of(), 1)).isEmpty();
    }

    private static List<MetricSample> samples(List<MetricFamily> families) {
        return families.stream().flatMap(family -> family.samples().stream()).toList();
    }

    @Test
    void nothing_delivered_is_no_family() {
        assertThat(DeliveryMetrics.of(List.of())).isEmpty();
    }
}
