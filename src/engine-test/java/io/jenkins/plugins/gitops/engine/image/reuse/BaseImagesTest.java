package io.jenkins.plugins.gitops.engine.image.reuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.image.ImageBuild;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.registry.ImageRegistries;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The images that a Dockerfile names, and those of which nobody can say which they are. */
class BaseImagesTest {

    private static List<String> images(String dockerfile) {
        return BaseImages.of(dockerfile, Map.of()).images().stream()
                .map(ImageReference::toString)
                .toList();
    }

    @Test
    void arguments_have_values_of_arguments_before_them_and_several_stand_on_a_line() {
        assertThat(images("ARG MAJOR=3 VERSION=${MAJOR}.20\nARG BASE=alpine:$VERSION\nFROM ${BASE} AS a\n"))
                .containsExactly("alpine:3.20");
    }

    @Test
    void a_name_that_cannot_be_known_is_told() {
        BaseImages named = BaseImages.of(
                "ARG A\nFROM $A\nFROM alpine:${B:+x}\nFROM alpine:1\nARG C=x:1\nCOPY --from=$C / /\n", Map.of());

        assertThat(named.unknown()).containsExactly("$A", "alpine:${B:+x}", "$C");
        assertThat(named.images()).hasToString("[alpine:1]");
    }

    @Test
    void stages_are_counted_and_named() {
        assertThat(
                        images(
                                "FROM alpine:1 AS one\nFROM one AS two\nCOPY --from=1 / /\nCOPY --from=0 / /\nCOPY --from=3 / /\n"))
                .containsExactly("alpine:1", "3");
    }

    @Test
    void an_escape_that_the_dockerfile_chooses_joins_its_lines() {
        assertThat(images("# escape=`\nFROM `\n  alpine:2\n")).containsExactly("alpine:2");
    }

    @Test
    void values_that_are_repeated_make_no_long_text() {
        BaseImages named =
                BaseImages.of("ARG A=" + "a".repeat(500_000) + "\nFROM " + "$A".repeat(250_000) + "\n", Map.of());
        assertThat(named.images()).isEmpty();
        assertThat(named.unknown()).hasSize(1);

        assertThat(BaseImages.of("ARG A=" + "a".repeat(300) + "\nFROM " + "${A}".repeat(100_000), Map.of())
                        .images())
                .isEmpty();
    }

    private static BuildInputs inputs(String dockerfile, Map<String, String> files, List<String> notes) {
        ImageRegistries none =
                new ImageRegistries(host -> Optional.empty(), HttpClient::newBuilder, Duration.ofSeconds(1));
        BuildTexts texts = new BuildTexts(dockerfile, new TreeMap<>());
        return new ReusableImages(none, notes::add)
                .inputs(
                        new ImageBuild(
                                ImageReference.parse("registry.example/shop:1"),
                                "app",
                                "app/Dockerfile",
                                new TreeMap<>(),
                                new TreeMap<>(),
                                0,
                                false),
                        texts,
                        InputPaths.of("app", "app/Dockerfile", texts, List.of(), List.of()),
                        files,
                        "buildah",
                        "amd64");
    }

    @Test
    void the_text_of_the_dockerfile_is_an_input_wherever_it_came_from() {
        List<String> notes = new ArrayList<>();
        String one = inputs("FROM scratch\n", Map.of(), notes).hash();

        assertThat(inputs("FROM scratch\nLABEL a=b\n", Map.of(), notes).hash()).isNotEqualTo(one);
        assertThat(inputs("FROM scratch\n", Map.of(), notes).hash()).isEqualTo(one);
        assertThat(notes).isEmpty();
        inputs("FROM $X\n", Map.of(), notes);
        assertThat(notes).singleElement().asString().contains("Which image '$X' in the Dockerfile is, is not known");
    }

    @Test
    void links_and_more_images_than_can_be_asked_for_are_not_reused() {
        assertThatThrownBy(() -> inputs("FROM scratch\n", Map.of("app", "120000 0"), List.of()))
                .isInstanceOf(NotReusableException.class)
                .hasMessageContaining("app is a symbolic link");
        assertThatThrownBy(() -> inputs("FROM scratch\n", Map.of("app/Dockerfile", "120000 0"), List.of()))
                .hasMessageContaining("app/Dockerfile is a symbolic link");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 51; i++) {
            many.append("FROM a:").append(i).append('\n');
        }
        assertThatThrownBy(() -> inputs(many.toString(), Map.of(), List.of()))
                .hasMessageContaining("more than 50 images");
    }
}
