package io.jenkins.plugins.gitops.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

    private final List<DeliveryFact> facts =
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
    void nothing_delivered_is_no_family() {
        assertThat(DeliveryMetrics.of(List.of())).isEmpty();
    }
}
