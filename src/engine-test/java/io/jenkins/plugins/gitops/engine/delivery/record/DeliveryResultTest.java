package io.jenkins.plugins.gitops.engine.delivery.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The words for how a delivery ended, in commits, notes, inventories and JSON. */
class DeliveryResultTest {

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void an_outcome_is_read_back_from_its_word(Outcome outcome) {
        DeliveryResult read = new DeliveryResult(DeliveryResult.of(outcome).word());

        assertThat(read.outcome()).contains(outcome);
        assertThat(read.rolledBack()).isFalse();
    }

    @Test
    void a_failed_delivery_that_was_rolled_back_says_both() {
        DeliveryResult result = DeliveryResult.of(Outcome.FAILED, true);

        assertThat(result.word()).isEqualTo("failed,rolled-back");
        assertThat(result.outcome()).contains(Outcome.FAILED);
        assertThat(result.rolledBack()).isTrue();
        assertThat(result.isHealthy()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"removed", "", "paused", "paused,rolled-back", "Healthy"})
    void a_word_that_is_no_outcome_is_kept_and_claims_nothing(String word) {
        DeliveryResult result = new DeliveryResult(word);

        assertThat(result.word()).isEqualTo(word);
        assertThat(result.outcome()).isEmpty();
        assertThat(result.isHealthy()).isFalse();
        assertThat(result.rolledBack()).isFalse();
        assertThat(result.hadEffect()).isTrue();
    }

    @Test
    void what_was_refused_or_superseded_had_no_effect() {
        assertThat(DeliveryResult.of(Outcome.REFUSED).hadEffect()).isFalse();
        assertThat(DeliveryResult.of(Outcome.SUPERSEDED).hadEffect()).isFalse();
        assertThat(DeliveryResult.FAILED.hadEffect()).isTrue();
    }

    @Test
    void in_json_it_is_its_word() throws Exception {
        String json = RecordJson.MAPPER.writeValueAsString(DeliveryResult.of(Outcome.FAILED, true));

        assertThat(json).isEqualTo("\"failed,rolled-back\"");
        assertThat(RecordJson.MAPPER.readValue(json, DeliveryResult.class))
                .isEqualTo(DeliveryResult.of(Outcome.FAILED, true));
    }
}
