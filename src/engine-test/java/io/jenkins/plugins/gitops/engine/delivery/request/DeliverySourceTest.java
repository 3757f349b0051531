package io.jenkins.plugins.gitops.engine.delivery.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageBuild;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliverySourceTest {

    private static final String COMMIT = "77b8dc974a0123456789012345678901234567ab";
    private static final DeliverySource DIRTY =
            new DeliverySource("https://git.example/shop.git", new Revision(COMMIT), Optional.empty(), true);

    @Test
    void a_dirty_work_tree_is_in_the_trailer() {
        assertThat(DIRTY.text()).isEqualTo("https://git.example/shop.git@" + COMMIT + "-dirty");
        assertThat(DeliverySource.parse(DIRTY.text())).hasValue(DIRTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-dirt", "-dirty-dirty", "-DIRTY", "-dirty "})
    void only_that_word_says_so(String end) {
        Optional<DeliverySource> read = DeliverySource.parse("https://git.example/shop.git@" + COMMIT + end);

        assertThat(read.map(DeliverySource::dirty)).isEqualTo(end.isEmpty() ? Optional.of(false) : Optional.empty());
    }

    @Test
    void a_clean_ones_json_is_as_it_was() throws JsonProcessingException {
        DeliverySource clean =
                DeliverySource.parse("https://git.example/shop.git@" + COMMIT).orElseThrow();
        String json = RecordJson.MAPPER.writeValueAsString(clean);

        assertThat(json).doesNotContain("dirty");
        assertThat(RecordJson.MAPPER.readValue(json, DeliverySource.class)).isEqualTo(clean);
        assertThat(RecordJson.MAPPER.readValue(RecordJson.MAPPER.writeValueAsString(DIRTY), DeliverySource.class))
                .isEqualTo(DIRTY);
    }

    @Test
    void an_image_of_a_dirty_work_tree_says_so_by_label_and_tag() {
        ImageBuild image = SourceImage.of(
                ImageReference.parse("registry.example/shop"), Optional.of(DIRTY), ".", "Dockerfile", Map.of(), false);

        assertThat(image.target().tag()).hasValue("77b8dc974a-dirty");
        assertThat(image.labels()).containsEntry("org.opencontainers.image.revision", COMMIT + "-dirty");
    }
}
