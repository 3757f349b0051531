package io.jenkins.plugins.gitops.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeliveryTotalsTest {

    private static final Instant END = Instant.ofEpochSecond(1_700_000_000);

    private static DeliveryFact fact(String application, String outcome, long seconds) {
        return new DeliveryFact(
                        application,
                        "staging",
                        outcome,
                        false,
                        Duration.ofSeconds(seconds),
                        END.plusSeconds(seconds),
                        Optional.of(Duration.ofHours(seconds)))
                .with(new DeliveryWork(
                        Map.of("apply", Duration.ofSeconds(1)),
                        2,
                        1,
                        List.of(Duration.ofSeconds(3)),
                        outcome.equals("failed") ? Optional.of("wait") : Optional.empty(),
                        Optional.of(Duration.ofSeconds(9)),
                        Map.of("passed", 3L)))
                .with(new DeliveryTrace(
                        true, Optional.of(true), Optional.of(false), Optional.of("abc"), Optional.of("https://ci/1")));
    }

    @Test
    void added_one_by_one_they_say_the_same_as_all_together() {
        List<DeliveryFact> facts = List.of(
                fact("shop", "healthy", 4),
                fact("blog", "failed", 40),
                fact("shop", "healthy", 400),
                fact("shop", "failed", 7));
        DeliveryTotals totals = new DeliveryTotals(10);
        facts.forEach(totals::add);

        assertThat(totals.families()).isEqualTo(DeliveryMetrics.of(facts));
    }

    @Test
    void what_was_kept_as_json_goes_on_where_it_was() throws Exception {
        DeliveryTotals totals = new DeliveryTotals(10);
        totals.add(fact("shop", "healthy", 4));
        String json = RecordJson.MAPPER.writeValueAsString(totals.targets());

        DeliveryTotals read =
                DeliveryTotals.of(10, Arrays.asList(RecordJson.MAPPER.readValue(json, TargetTotals[].class)));
        assertThat(read.families()).isEqualTo(totals.families());
        read.add(fact("shop", "healthy", 5));
        totals.add(fact("shop", "healthy", 5));
        assertThat(read.families()).isEqualTo(totals.families());
    }

    /** All fields of the stored form, those of a later version too: each is new to the version before it. */
    static Stream<String> storedFields() {
        return fields("", stored(fact("shop", "healthy", 4))).stream();
    }

    private static List<String> fields(String path, JsonNode node) {
        List<String> found = new ArrayList<>();
        node.properties().forEach(field -> {
            String inner = path + "/" + field.getKey();
            found.add(inner);
            found.addAll(fields(inner, field.getValue()));
        });
        return found;
    }

    private static ObjectNode stored(DeliveryFact fact) {
        DeliveryTotals totals = new DeliveryTotals(10);
        totals.add(fact);
        return RecordJson.MAPPER.valueToTree(totals.targets().get(0));
    }

    private static List<JsonNode> readAndStored(JsonNode... targets) throws Exception {
        TargetTotals[] read =
                RecordJson.MAPPER.treeToValue(RecordJson.MAPPER.valueToTree(List.of(targets)), TargetTotals[].class);
        return DeliveryTotals.of(10, Arrays.asList(read)).targets().stream()
                .map(each -> RecordJson.MAPPER.<JsonNode>valueToTree(each))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("storedFields")
    void a_field_that_a_stored_file_lacks_restarts_nothing_but_what_it_is_part_of(String field) throws Exception {
        ObjectNode complete = stored(fact("shop", "healthy", 4));
        ObjectNode lacking = complete.deepCopy();
        JsonPointer place = JsonPointer.compile(field);
        ((ObjectNode) lacking.at(place.head())).remove(place.last().getMatchingProperty());
        ObjectNode other = stored(fact("blog", "failed", 40));

        List<JsonNode> read = readAndStored(lacking, other);

        assertThat(lacking).isNotEqualTo(complete);
        assertThat(read).contains(other);
        String part = place.getMatchingProperty();
        if (part.equals("application") || part.equals("environment")) {
            // Nobody knows what it counted.
            assertThat(read).hasSize(1);
        } else {
            ObjectNode rest = read.get(1).deepCopy();
            rest.remove(part);
            complete.remove(part);
            assertThat(rest).isEqualTo(complete);
        }
    }

    @Test
    void fields_that_nobody_knows_restart_nothing() throws Exception {
        ObjectNode complete = stored(fact("shop", "healthy", 4));
        ObjectNode newer = complete.deepCopy();
        newer.putObject("added").put("later", 1);
        ((ObjectNode) newer.get("durations")).put("added", 1);
        ((ObjectNode) newer.get("leadTimes")).put("added", 1);

        assertThat(readAndStored(newer)).containsExactly(complete);
    }

    @Test
    void a_distribution_that_the_file_lacks_starts_empty_and_counts_stay() throws Exception {
        DeliveryTotals totals = new DeliveryTotals(10);
        totals.add(fact("shop", "healthy", 4));
        ArrayNode older = RecordJson.MAPPER.valueToTree(totals.targets());
        assertThat(((ObjectNode) older.get(0)).remove("leadTimes")).isNotNull();

        DeliveryTotals read =
                DeliveryTotals.of(10, List.of(RecordJson.MAPPER.treeToValue(older, TargetTotals[].class)));

        TargetTotals target = read.targets().get(0);
        assertThat(target.outcomes()).isEqualTo(totals.targets().get(0).outcomes());
        assertThat(target.leadTimes().count()).isZero();
        assertThat(target.durations().count()).isEqualTo(1);
    }

    @Test
    void an_older_delivery_that_comes_late_does_not_put_the_last_healthy_time_back() {
        DeliveryTotals totals = new DeliveryTotals(10);
        totals.add(fact("shop", "healthy", 9));
        totals.add(fact("shop", "healthy", 4));

        assertThat(totals.targets().get(0).lastHealthy()).contains(END.plusSeconds(9));
    }

    @Test
    void too_many_targets_are_counted_together_and_no_counter_goes_back() {
        DeliveryTotals totals = new DeliveryTotals(2);
        List.of("a", "b", "c", "d", "a").forEach(name -> totals.add(fact(name, "healthy", 1)));

        assertThat(totals.targets())
                .extracting(TargetTotals::application, each -> each.outcomes().get("healthy"))
                .containsExactlyInAnyOrder(tuple("a", 2L), tuple("b", 1L), tuple(DeliveryTotals.OTHER, 2L));
    }

    @Test
    void distributions_over_other_buckets_start_again_and_counts_stay() {
        DeliveryTotals totals = new DeliveryTotals(2);
        totals.add(fact("shop", "healthy", 4));
        TargetTotals kept = totals.targets().get(0);
        TargetTotals older = new TargetTotals(
                "shop",
                "staging",
                kept.outcomes(),
                3,
                new DurationHistogram(List.of(1.0), List.of(0L), 1, 4000),
                kept.leadTimes(),
                kept.lastHealthy(),
                kept.work(),
                kept.last(),
                kept.lastEffective(),
                kept.held(),
                kept.unwritten());

        TargetTotals read = DeliveryTotals.of(2, List.of(older)).targets().get(0);
        assertThat(read.outcomes()).isEqualTo(kept.outcomes());
        assertThat(read.rollbacks()).isEqualTo(3);
        assertThat(read.durations().count()).isZero();
        assertThat(read.leadTimes()).isEqualTo(kept.leadTimes());
    }

    @Test
    void whether_it_is_held_and_written_is_what_was_learned_last_in_whatever_order_records_are_read() {
        DeliveryFact older = fact("shop", "failed", 4)
                .with(new DeliveryTrace(
                        true, Optional.of(false), Optional.of(true), Optional.empty(), Optional.empty()));
        DeliveryFact silent = fact("shop", "superseded", 12).with(DeliveryTrace.UNKNOWN);
        DeliveryTotals totals = new DeliveryTotals(10);
        List.of(fact("shop", "healthy", 9), silent, older).forEach(totals::add);

        TargetTotals target = totals.targets().get(0);
        assertThat(target.held()).contains(new DatedFlag(false, END.plusSeconds(9)));
        assertThat(target.unwritten()).contains(new DatedFlag(false, END.plusSeconds(9)));
        assertThat(target.last()).map(LastDelivery::outcome).contains("superseded");
    }

    @Test
    void what_did_not_change_is_the_same_object_at_the_next_question() {
        DeliveryTotals totals = new DeliveryTotals(10);
        totals.add(fact("blog", "healthy", 4));
        totals.add(fact("shop", "healthy", 4));
        List<List<MetricSample>> before = totals.families().get(0).blocks();

        totals.add(fact("shop", "healthy", 5));

        List<List<MetricSample>> after = totals.families().get(0).blocks();
        assertThat(after.get(0)).isSameAs(before.get(0));
        assertThat(after.get(1)).isNotEqualTo(before.get(1));
    }
}
