package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.cli.CommandLineScene.Said;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import io.jenkins.plugins.gitops.engine.parts.StoredFormats;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogsCommandTest {

    @FreshScene
    private CommandLineScene scene;

    @BeforeEach
    void deliver() {
        String image = ImageRegistry.shared().push("shop", "1", Map.of()).toString();
        Said said = scene.run(scene.deploy(image));
        assertThat(said.exitCode()).as(said.err()).isZero();
    }

    @Test
    void prints_each_line_with_its_pod_and_as_documents() {
        Said text = scene.run(logs());
        Said tail = scene.run(logs("--tail=1", "-o=json"));

        assertThat(text.exitCode()).as(text.err()).isZero();
        assertThat(text.out())
                .matches("\\[shop-[a-z0-9-]+\\] reading the configuration\n\\[shop-[a-z0-9-]+\\] listening on :8080\n");
        JsonNode line = StoredFormats.parse(tail.out());
        assertThat(tail.out().lines()).hasSize(1);
        assertThat(line.get("container").asText()).isEqualTo("shop");
        assertThat(line.get("text").asText()).isEqualTo("listening on :8080");
    }

    @Test
    void says_what_has_no_log() {
        Said previous = scene.run(logs("--previous", "-o=json"));
        Said other = scene.run(logs("--container=sidecar"));
        Said unknown = scene.run(logs("--tail=-2"));

        assertThat(previous.exitCode()).isEqualTo(3);
        assertThat(previous.err()).contains("previous terminated container");
        assertThat(StoredFormats.parse(previous.out()).at("/error/remedy").asText())
                .contains("--previous");
        assertThat(other.exitCode()).isEqualTo(3);
        assertThat(other.err()).contains("has no such pod");
        assertThat(unknown.exitCode()).isEqualTo(2);
    }

    @Test
    void follows_until_an_interrupt() throws Exception {
        Process follow = scene.start(logs("-f"));
        for (int i = 0;
                i < 300 && !Files.readString(scene.folder.resolve("out")).contains("listening");
                i++) {
            Thread.sleep(100);
        }
        // Two more looks for pods: nothing comes twice.
        Thread.sleep(4500);

        assertThat(follow.isAlive()).isTrue();
        new ProcessBuilder("kill", "-INT", Long.toString(follow.pid())).start().waitFor();
        assertThat(follow.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(scene.folder.resolve("out")).lines()).hasSize(2);
        assertThat(scene.err()).isEmpty();
    }

    private List<String> logs(String... more) {
        List<String> arguments = new ArrayList<>(List.of("logs", "--application", "shop", "-e", "staging"));
        arguments.addAll(scene.places().subList(4, 8));
        arguments.addAll(List.of(more));
        return arguments;
    }
}
