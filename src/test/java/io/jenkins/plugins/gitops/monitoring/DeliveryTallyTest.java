package io.jenkins.plugins.gitops.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.metrics.MetricFamily;
import io.jenkins.plugins.gitops.engine.metrics.MetricSample;
import io.jenkins.plugins.gitops.engine.parts.StoredFormats;
import io.jenkins.plugins.gitops.pages.Samples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryTallyTest {

    private static final Instant TODAY = Instant.parse("2026-11-20T10:00:00Z");

    @TempDir
    private Path home;

    private Path file;

    @BeforeEach
    void a_file() {
        file = home.resolve("gitops").resolve("metrics.json");
    }

    private DeliveryTally tally() {
        return new DeliveryTally(new TallyFile(file));
    }

    private static double deployments(DeliveryTally tally, String outcome) {
        return tally.families().stream()
                .map(MetricFamily::samples)
                .flatMap(List::stream)
                .filter(sample -> sample.name().equals("gitops_deployments_total"))
                .filter(sample -> sample.labelValues().contains(outcome))
                .mapToDouble(MetricSample::value)
                .sum();
    }

    @Test
    void counts_go_on_after_a_restart() {
        DeliveryTally before = tally();
        before.count(Samples.record("healthy", TODAY));
        before.count(Samples.record("rolled-back", TODAY.plusSeconds(60)));

        DeliveryTally after = tally();
        assertThat(after.families()).isEqualTo(before.families());
        after.count(Samples.record("healthy", TODAY.plusSeconds(120)));
        assertThat(deployments(after, "healthy")).isEqualTo(2);
        assertThat(deployments(after, "failed")).isEqualTo(1);
    }

    @Test
    void metrics_that_fail_take_none_of_the_others_away() {
        DeliveryTally tally = tally();
        tally.count(Samples.record("healthy", TODAY));

        assertThat(new DeliveryCollector()
                        .collect(Stream.of(
                                () -> {
                                    throw new IllegalStateException("a fault");
                                },
                                tally::families)))
                .hasSameSizeAs(tally.families());
    }

    @Test
    void a_delivery_that_is_reported_twice_counts_once_even_across_a_restart() {
        DeployRecord record = Samples.record("healthy", TODAY);
        DeliveryTally tally = tally();
        tally.count(record);
        tally.count(record);
        DeliveryTally restarted = tally();
        restarted.count(record);

        assertThat(deployments(restarted, "healthy")).isEqualTo(1);
    }

    @Test
    void an_unknown_outcome_that_was_taken_up_again_counts_again() {
        DeployRecord healthy = Samples.record("healthy", TODAY);
        DeployRecord unknown = Samples.record("healthy", TODAY, json -> {
            ((ObjectNode) json.get("forward")).put("id", healthy.id().value());
            ((ObjectNode) json.get("ending")).put("outcome", "unknown");
        });
        DeliveryTally tally = tally();
        tally.count(unknown);
        tally.count(healthy);

        assertThat(deployments(tally, "unknown")).isEqualTo(1);
        assertThat(deployments(tally, "healthy")).isEqualTo(1);
    }

    @Test
    void what_the_newest_delivery_left_behind_is_known_after_a_restart() {
        DeliveryTally before = tally();
        before.count(Samples.record("healthy", TODAY));
        before.count(Samples.record("rolled-back", TODAY.plusSeconds(60)));

        assertThat(names(tally()))
                .contains("gitops_last_outcome", "gitops_last_delivery_info", "gitops_write_back_pushes_total")
                .isEqualTo(names(before));
    }

    @ParameterizedTest
    @CsvSource({
        "/targets/0,work",
        "/targets/0/work,phases",
        "/targets/0/held,at",
        "/targets/0/last,outcome",
        "/targets/0,unwritten"
    })
    void what_such_a_file_lacks_of_what_was_left_behind_restarts_no_count(String place, String field) throws Exception {
        ObjectNode stored = (ObjectNode) StoredFormats.json("totals/metrics.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, stored.toString());
        assertThat(names(tally())).contains("gitops_phase_duration_seconds_sum", "gitops_held", "gitops_last_outcome");
        assertThat(((ObjectNode) stored.at(place)).remove(field)).isNotNull();
        Files.writeString(file, stored.toString());

        assertThat(deployments(tally(), "failed")).isEqualTo(1);
        assertThat(deployments(tally(), "healthy")).isEqualTo(1);
        assertThat(names(tally())).contains("gitops_last_rolled_back");
    }

    private static Set<String> names(DeliveryTally tally) {
        return tally.families().stream()
                .flatMap(family -> family.samples().stream())
                .map(MetricSample::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void what_has_not_ended_is_not_counted() {
        DeliveryTally tally = tally();
        tally.count(Samples.record("running", TODAY));

        assertThat(tally.families()).isEmpty();
    }

    @Test
    void a_file_that_cannot_be_read_is_moved_aside_and_counting_starts_at_zero() throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"format\": 99}");
        DeliveryTally tally = tally();
        tally.count(Samples.record("healthy", TODAY));

        assertThat(deployments(tally(), "healthy")).isEqualTo(1);
        assertThat(file.resolveSibling("metrics.json.unreadable")).hasContent("{\"format\": 99}");
    }

    @ParameterizedTest
    @CsvSource({"'',endings", "/targets/0,durations", "/targets/0,rollbacks", "/targets/0/leadTimes,below"})
    void a_file_of_another_version_restarts_nothing_but_what_it_lacks(String place, String field) throws Exception {
        ObjectNode stored = (ObjectNode) StoredFormats.json("home/gitops/metrics.json");
        assertThat(((ObjectNode) stored.at(place)).remove(field)).isNotNull();
        ((ObjectNode) stored.put("later", 1).at("/targets/0"))
                .putObject("later")
                .put("later", 1);
        Files.createDirectories(file.getParent());
        Files.writeString(file, stored.toString());

        DeliveryTally tally = tally();

        assertThat(deployments(tally, "healthy")).isEqualTo(2);
        tally.count(Samples.record("healthy", TODAY));
        assertThat(deployments(tally(), "healthy")).isEqualTo(3);
        assertThat(deployments(tally(), "aborted")).isEqualTo(1);
    }

    @Test
    void a_full_or_broken_disk_does_not_stop_the_counting() throws Exception {
        DeliveryTally tally = tally();
        Files.writeString(home.resolve("gitops"), "a file where the folder should be");
        tally.count(Samples.record("healthy", TODAY));

        assertThat(deployments(tally, "healthy")).isEqualTo(1);
    }

    @Test
    void the_file_does_not_grow_with_the_number_of_deliveries() throws Exception {
        DeliveryTally tally = tally();
        for (int i = 0; i < 1100; i++) {
            tally.count(Samples.record("healthy", TODAY.plusSeconds(i)));
        }

        assertThat(Files.size(file)).isLessThan(60_000);
        assertThat(deployments(tally(), "healthy")).isEqualTo(1100);
    }
}
