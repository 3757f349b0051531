package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.cli.CommandLineScene.Said;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryCommandTest {

    @FreshScene
    private CommandLineScene scene;

    @Test
    void tells_of_every_delivery_on_a_machine_that_made_none_of_them() throws IOException {
        String source = scene.repository.url() + "@" + scene.tip();
        deploy("1", "--build-url", "https://ci.example/job/shop/7/", "--author", "Ann Author <ann@example.org>");
        deploy("2");

        JsonNode elsewhere =
                history("--state", scene.folder.resolve("elsewhere").toString());

        assertThat(elsewhere).hasSize(2);
        JsonNode first = elsewhere.get(1);
        assertThat(first.get("application").asText()).isEqualTo("shop");
        assertThat(first.get("environment").asText()).isEqualTo("staging");
        assertThat(first.get("images").get(0).asText()).contains("/shop:1@sha256:");
        assertThat(first.get("source").asText()).isEqualTo(source);
        assertThat(first.get("build").asText()).isEqualTo("https://ci.example/job/shop/7/");
        assertThat(first.get("author").asText()).isEqualTo("Ann Author");
        assertThat(first.get("result").asText()).isEqualTo("healthy");
        assertThat(Duration.parse(first.get("duration").asText())).isBetween(Duration.ZERO, Duration.ofMinutes(5));
        assertThat(elsewhere.get(0).has("result")).as("nothing follows it yet").isFalse();
    }

    @Test
    void the_machine_that_made_the_newest_knows_how_it_ended() throws IOException {
        deploy("1");

        JsonNode newest = history().get(0);

        assertThat(newest.get("result").asText()).isEqualTo("healthy");
        assertThat(Duration.parse(newest.get("duration").asText())).isPositive();
    }

    @Test
    void what_goes_to_no_terminal_is_not_cut() {
        String author = "Ann Author of a name that is longer than others";
        String tag = "a-tag-that-is-as-long-as-those-of-a-commit-and-a-branch";
        deploy(tag, "--author", author + " <ann@example.org>");

        assertThat(scene.run(arguments()).out()).contains(author, "shop:" + tag).doesNotContain("...");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0"})
    void a_limit_below_one_is_a_mistake(String limit) {
        Said said = scene.run(arguments("--limit", limit));

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err()).contains("--limit", "at least 1").doesNotContain("\tat ");
    }

    private void deploy(String tag, String... more) {
        String image = ImageRegistry.shared().push("shop", tag, Map.of()).toString();
        Said said = scene.run(scene.deploy(image, more));
        assertThat(said.exitCode()).as(said.err()).isZero();
    }

    private JsonNode history(String... more) throws IOException {
        List<String> all = new ArrayList<>(List.of(more));
        all.add("--json");
        Said said = scene.run(arguments(all.toArray(String[]::new)));
        assertThat(said.exitCode()).as(said.err()).isZero();
        return RecordJson.MAPPER.readTree(said.out());
    }

    private List<String> arguments(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "history", "--repository", scene.repository.url(), "--git-username", scene.repository.username()));
        if (!List.of(more).contains("--state")) {
            arguments.addAll(List.of("--state", scene.state().toString()));
        }
        Collections.addAll(arguments, more);
        return arguments;
    }
}
