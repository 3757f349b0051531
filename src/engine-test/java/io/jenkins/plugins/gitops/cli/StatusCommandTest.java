package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.cli.CommandLineScene.Said;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import io.jenkins.plugins.gitops.engine.parts.StoredFormats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class StatusCommandTest {

    @FreshScene
    private CommandLineScene scene;

    private ImageReference image;

    @BeforeEach
    void deliver() {
        image = ImageRegistry.shared().push("shop", "1", Map.of());
        Said said = scene.run(scene.deploy(image.toString()));
        assertThat(said.exitCode()).as(said.err()).isZero();
    }

    @Test
    void shows_what_runs_and_that_all_is_well() {
        Said text = scene.run(status("--application", "shop", "-e", "staging"));
        JsonNode shop = targets(scene.run(status("--application=shop", "-e=staging", "-o=json")), 0)
                .get(0);

        assertThat(text.exitCode()).as(text.out() + text.err()).isZero();
        assertThat(text.out())
                .startsWith("shop in staging\n")
                .contains(
                        "healthy: 1 of 1 current",
                        image.digest().orElseThrow().value(),
                        "drift      no",
                        "held       no",
                        "no commit");
        assertThat(shop.at("/delivery/revision").asText()).isEqualTo(scene.tip());
        assertThat(shop.at("/delivery/images/0").asText())
                .endsWith(image.digest().orElseThrow().value());
        assertThat(shop.at("/delivery/result").asText()).isEqualTo("healthy");
        assertThat(shop.at("/delivery/author").asText()).isNotEmpty();
        assertThat(shop.at("/running/revision").asText()).isEqualTo(scene.tip());
        assertThat(shop.at("/drift/differing").asInt(-1)).isZero();
        assertThat(shop.at("/health/status").asText()).isEqualTo("healthy");
        assertThat(shop.get("waiting")).isEmpty();
        assertThat(shop.has("held")).isFalse();
    }

    @Test
    void shows_all_of_the_file_with_drift_and_what_waits_on_80_columns() throws IOException {
        scene.repository.commit(
                "main",
                "Two of them",
                Map.of(
                        "k8s/shop.yaml",
                        CommandLineScene.app().replace("spec:\n  selector", "spec:\n  replicas: 2\n  selector")));
        kubectl("set", "image", "deployment/shop", "shop=example/other:1", "--field-manager=somebody");
        String file = file();

        Said text = scene.run(status("--file", file));
        Said wide = scene.run(status("--file", file, "-o", "wide"));
        Said yaml = scene.run(status("--file", file, "-o", "yaml"));

        assertThat(text.exitCode()).isEqualTo(1);
        assertThat(text.out().lines().limit(3))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        assertThat(text.out().lines().toList().get(1)).matches("shop +staging +[0-9a-f]{7} .* healthy .* 1 +no +1");
        assertThat(text.out().lines().toList().get(2)).matches("shop +production +- +- +none +- +- +no +-");
        assertThat(text.out()).contains("shop in staging: 1 commit not delivered, newest ", ": Two of them");
        assertThat(wide.out()).contains("IMAGES", image.digest().orElseThrow().value(), scene.namespace);
        Map<String, Object> document = new Yaml().load(yaml.out());
        assertThat(document).containsOnlyKeys("targets", "error");
        assertThat(document.get("error").toString()).contains("code=failed", "exitCode=1");
    }

    @Test
    void a_cluster_without_an_answer_hides_nothing_of_what_git_says() throws IOException {
        Path kubeconfig = Files.writeString(
                scene.folder.resolve("gone"),
                Files.readString(Path.of(scene.places().get(5)))
                        .replaceAll("server: .*", "server: https://127.0.0.1:1"));
        List<String> arguments = status("--application=shop", "-e=staging", "-o=json");
        arguments.set(arguments.indexOf(scene.places().get(5)), kubeconfig.toString());

        Said said = scene.run(arguments);

        JsonNode shop = targets(said, 5).get(0);
        assertThat(shop.at("/delivery/revision").asText()).isEqualTo(scene.tip());
        assertThat(shop.get("unknown").toString()).isEqualTo("[\"held\",\"health\",\"drift\"]");
        assertThat(shop.at("/problem/unanswered").asBoolean()).isTrue();
        assertThat(StoredFormats.parse(said.out()).at("/error/reason").asText()).contains("127.0.0.1:1");
    }

    @Test
    void what_waits_is_told_without_the_cluster_and_what_is_held_is_not_known() throws IOException {
        scene.repository.commit(
                "main",
                "Two of them",
                Map.of(
                        "k8s/shop.yaml",
                        CommandLineScene.app().replace("spec:\n  selector", "spec:\n  replicas: 2\n  selector")));
        Path kubeconfig = Files.writeString(
                scene.folder.resolve("gone"),
                Files.readString(Path.of(scene.places().get(5)))
                        .replaceAll("server: .*", "server: https://127.0.0.1:1"));
        List<String> arguments = status("--application=shop", "-e=staging");
        arguments.set(arguments.indexOf(scene.places().get(5)), kubeconfig.toString());

        Said said = scene.run(arguments);

        assertThat(said.exitCode()).isEqualTo(5);
        assertThat(said.out())
                .contains(
                        "held       unknown",
                        "health     unknown",
                        "drift      unknown",
                        "1 commit of people",
                        "Two of");
    }

    @Test
    void each_environment_is_looked_for_where_the_file_says() throws IOException {
        String other = ControlPlane.shared().freshNamespace();
        String context = ControlPlane.shared()
                .kubectl(scene.namespace, "config", "current-context")
                .out()
                .strip();
        String file = Files.writeString(
                        scene.folder.resolve("gitops.yaml"),
                        """
                        version: 1
                        repository: %s
                        context: %s
                        applications: {shop: {manifests: k8s}}
                        environments: {staging: {namespace: %s}, production: {namespace: %s}}
                        """
                                .formatted(scene.repository.url(), context, scene.namespace, other))
                .toString();
        // Nothing says the namespace but the file.
        List<String> places = new ArrayList<>(scene.places());
        places.subList(6, 8).clear();
        places.subList(0, 2).clear();
        List<String> arguments = new ArrayList<>(List.of("status", "--file", file, "-o", "json"));
        arguments.addAll(places);

        JsonNode both = targets(scene.run(arguments), 0);

        assertThat(both.get(0).at("/namespace").asText()).isEqualTo(scene.namespace);
        assertThat(both.get(0).at("/health/status").asText()).isEqualTo("healthy");
        assertThat(both.get(1).at("/namespace").asText()).isEqualTo(other);
        assertThat(both.get(1).has("running")).isFalse();
    }

    @Test
    void a_watch_without_a_terminal_prints_what_changed() {
        Said said = scene.run(
                status("--application=shop", "-e=staging", "--watch", "--interval=1s", "--rounds=3", "-o=json"));

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(said.out().lines()).hasSize(1);
        assertThat(StoredFormats.parse(said.out()).at("/health/status").asText())
                .isEqualTo("healthy");
    }

    @Test
    void a_watch_ends_at_an_interrupt_without_a_stack_trace() throws Exception {
        Process watch = scene.start(status("--application=shop", "-e=staging", "--watch", "--interval=1s"));
        for (int i = 0; i < 300 && Files.size(scene.folder.resolve("out")) == 0; i++) {
            Thread.sleep(100);
        }

        new ProcessBuilder("kill", "-INT", Long.toString(watch.pid())).start().waitFor();

        assertThat(watch.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(watch.exitValue()).isEqualTo(130);
        assertThat(scene.err()).isEmpty();
        assertThat(Files.readString(scene.folder.resolve("out")))
                .contains(" shop in staging: healthy at " + scene.tip().substring(0, 7), "drift no");
    }

    @Test
    void asks_for_names_where_no_file_has_them() {
        Said said = scene.run(status("--no-file", "-o", "json"));

        assertThat(said.exitCode()).isEqualTo(3);
        assertThat(StoredFormats.parse(said.out()).at("/error/remedy").asText()).contains("--application");
    }

    private String file() throws IOException {
        return Files.writeString(
                        scene.folder.resolve("gitops.yaml"),
                        """
                        version: 1
                        repository: %s
                        applications: {shop: {manifests: k8s}}
                        environments: {staging: {namespace: %s}, production: {namespace: %s}}
                        """
                                .formatted(scene.repository.url(), scene.namespace, scene.namespace))
                .toString();
    }

    private static JsonNode targets(Said said, int exitCode) {
        assertThat(said.exitCode()).as(said.out() + said.err()).isEqualTo(exitCode);
        return StoredFormats.parse(said.out()).get("targets");
    }

    private List<String> status(String... more) {
        List<String> arguments = new ArrayList<>(List.of("status"));
        arguments.addAll(scene.places());
        arguments.addAll(List.of(more));
        return arguments;
    }

    private void kubectl(String... arguments) {
        ControlPlane.shared().kubectl(scene.namespace, arguments).succeeded();
    }
}
