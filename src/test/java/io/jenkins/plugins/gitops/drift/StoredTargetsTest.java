package io.jenkins.plugins.gitops.drift;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.parts.StoredFormats;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is watched for drift, as an earlier version kept it. */
class StoredTargetsTest {

    @Test
    void what_an_earlier_version_watched_is_read_and_kept() throws IOException {
        String stored = StoredFormats.text("home/gitops/drift/targets.json");

        List<WatchedTarget> targets = RecordJson.MAPPER.readValue(stored, new TypeReference<>() {});

        assertThat(targets).singleElement().satisfies(target -> {
            assertThat(target.job()).isEqualTo("shop");
            assertThat(target.number()).isEqualTo(1);
            assertThat(target.place().target()).isEqualTo(new DeliveryTarget("shop", "staging"));
        });
        StoredFormats.assertKeeps(
                StoredFormats.parse(stored), StoredFormats.parse(RecordJson.MAPPER.writeValueAsString(targets)));
    }
}
