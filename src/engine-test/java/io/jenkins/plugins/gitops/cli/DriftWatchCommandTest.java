package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.cli.CommandLineScene.Said;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import io.jenkins.plugins.gitops.engine.parts.RecordingServer;
import io.jenkins.plugins.gitops.engine.parts.StoredFormats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code gitops drift --watch}, a look at a time: what one process has told, the next one does not tell again. */
class DriftWatchCommandTest {

    @FreshScene
    private CommandLineScene scene;

    private ImageReference image;

    @BeforeEach
    void deliver() {
        scene.repository.commit(
                "main",
                "Settings",
                Map.of(
                        "k8s/settings.yaml",
                        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {colour: blue, size: s}\n"));
        image = ImageRegistry.shared().push("shop", "1", Map.of());
        Said said = scene.run(scene.deploy(image.toString()));
        assertThat(said.exitCode()).as(said.err()).isZero();
    }

    @Test
    void tells_once_that_drift_began_changed_and_ended_with_field_manager_and_time() {
        paint("red");
        Said began = look();
        Said same = look();
        paint("green");
        List<JsonNode> changed = lines(look("--json"));
        paint("blue");
        List<JsonNode> ended = lines(look("--json"));

        assertThat(began.exitCode()).isEqualTo(1);
        assertThat(began.out())
                .contains(" shop in staging: watching, beside ")
                .contains("drift begins: ConfigMap " + scene.namespace + "/settings data.colour: wanted \"blue\", is"
                        + " \"red\"; by somebody since 2");
        assertThat(same.exitCode()).isEqualTo(1);
        assertThat(same.out()).doesNotContain("begins", "changes");
        JsonNode change = changed.get(1);
        assertThat(change.path("event").asText()).isEqualTo("changed");
        assertThat(change.at("/drift/live").asText()).isEqualTo("\"green\"");
        assertThat(change.at("/drift/pointer").asText()).isEqualTo("/data/colour");
        assertThat(ended.get(1).path("event").asText()).isEqualTo("ended");
        assertThat(ended.get(1).at("/drift/since")).isEqualTo(change.at("/drift/since"));
        StoredFormats.assertSameShape(StoredFormats.json("output/drift-watch-line.json"), change);
    }

    @Test
    void puts_back_what_drifted_without_a_commit_and_keeps_a_record_of_it() throws IOException {
        int commits = scene.commits();
        paint("red");
        kubectl("set", "image", "deployment/shop", "shop=example/other:1", "--field-manager=somebody");

        List<JsonNode> lines = lines(look("--self-heal", "--json", "--ignore", "ConfigMap/settings:/data/size"));

        assertThat(lines)
                .extracting(line -> line.path("event").asText())
                .containsExactly("watching", "began", "began", "putting-back", "put-back", "ended", "ended");
        assertThat(lines.get(4).at("/heal/outcome").asText()).isEqualTo("healthy");
        String sync = lines.get(4).at("/heal/sync").asText();
        assertThat(lines.get(5).path("putBackBy").asText()).isEqualTo(sync);
        assertThat(Files.readString(scene.state().resolve("drift/syncs").resolve(sync + ".json")))
                .contains("self-heal puts back", "set by somebody", "\"ConfigMap/settings:/data/size\"");
        assertThat(scene.running()).isEqualTo(image.withoutTag().toString());
        assertThat(colour()).isEqualTo("blue");
        assertThat(scene.commits()).isEqualTo(commits);
        assertThat(scene.state().resolve("deliveries").resolve(sync + ".json")).doesNotExist();
    }

    @Test
    void what_could_not_be_compared_is_told_ends_with_3_and_is_no_number() throws IOException {
        String account = "watcher";
        kubectl("create", "serviceaccount", account);
        kubectl("create", "role", account, "--verb=get,list,patch", "--resource=configmaps");
        kubectl(
                "create",
                "rolebinding",
                account,
                "--role=" + account,
                "--serviceaccount=" + scene.namespace + ":" + account);
        Path limited = Files.writeString(
                scene.folder.resolve("kubeconfig"),
                Files.readString(ControlPlane.shared().kubeconfigFile())
                        .replaceAll(
                                "user:\n.*client-certificate-data.*\n.*client-key-data.*",
                                "user: {token: " + ControlPlane.shared().token(scene.namespace, account) + "}"));
        String result = scene.folder.resolve("result.json").toString();

        Said watched = scene.run(with(limited, drift("--watch", "--rounds", "2", "--interval", "1s")));
        Said compared = scene.run(with(limited, drift("--result", result)));
        Said metrics = scene.run(List.of("metrics", "--state", scene.state().toString(), "--drift", result));

        assertThat(watched.exitCode()).as(watched.out() + watched.err()).isEqualTo(3);
        assertThat(watched.out())
                .containsOnlyOnce("cannot be compared: ")
                .contains("Deployment shop", "grant the verb get on deployments");
        assertThat(compared.exitCode()).as(compared.err()).isEqualTo(3);
        assertThat(metrics.exitCode()).as(metrics.err()).isZero();
        assertThat(metrics.out()).doesNotContain("gitops_drift_objects{");
    }

    @Test
    void gives_up_a_fight_says_so_once_and_puts_the_rest_back_until_a_person_says_otherwise() throws IOException {
        for (int i = 0; i < 3; i++) {
            paint("red");
            assertThat(look("--self-heal").out()).contains("put back by");
            assertThat(colour()).isEqualTo("blue");
        }
        paint("red");
        Said givenUp = look("--self-heal");
        kubectl("patch", "configmap/settings", "-p", "{\"data\":{\"size\":\"xl\"}}");
        Said rest = look("--self-heal");

        assertThat(givenUp.exitCode()).isEqualTo(1);
        assertThat(givenUp.out())
                .contains("self-heal gives up: ConfigMap " + scene.namespace + "/settings data.colour, set by somebody")
                .doesNotContain("puts back");
        assertThat(rest.out()).contains("data.size").doesNotContain("gives up");
        assertThat(kubectl("get", "configmap/settings", "-o", "jsonpath={.data.colour} {.data.size}"))
                .isEqualTo("red s");
        StoredFormats.assertSameShape(
                StoredFormats.json("drift/shop.staging.NAMESPACE.json"),
                StoredFormats.parse(
                        Files.readString(scene.state().resolve("drift/shop.staging." + scene.namespace + ".json"))));
        assertThat(look("--self-heal", "--heal-again").out()).contains("put back by");
        assertThat(colour()).isEqualTo("blue");
    }

    @Test
    void several_environments_are_watched_each_in_its_namespace() {
        String production = ControlPlane.shared().freshNamespace();
        List<String> arguments = new ArrayList<>(scene.deploy(image.toString()));
        arguments.set(arguments.indexOf("--environment") + 1, "production");
        arguments.set(arguments.indexOf("--namespace") + 1, production);
        assertThat(scene.run(arguments).exitCode()).isZero();
        ControlPlane.shared()
                .kubectl(production, "delete", "configmap/settings")
                .succeeded();

        Said said = look("--also", "shop/production/" + production + "=k8s");

        assertThat(said.exitCode()).as(said.err()).isEqualTo(1);
        assertThat(said.out())
                .contains("shop in staging: watching", "0 missing")
                .contains("shop in production: drift begins: ConfigMap " + production + "/settings is missing; since ");
    }

    @Test
    void a_server_that_does_not_answer_is_said_and_the_next_look_goes_on() throws IOException {
        Path broken = Files.writeString(
                scene.folder.resolve("kubeconfig"),
                Files.readString(ControlPlane.shared().kubeconfigFile())
                        .replaceAll("server: .*", "server: https://127.0.0.1:1"));
        List<String> arguments = with(broken, drift("--watch", "--rounds", "2", "--interval", "1s", "--json"));

        Said said = scene.run(arguments);
        List<JsonNode> lines = lines(said);

        assertThat(said.exitCode()).isEqualTo(3);
        assertThat(lines).as("told once").hasSize(1);
        assertThat(lines.get(0).path("event").asText()).isEqualTo("unanswered");
    }

    @Test
    void receivers_are_told_once_of_what_drifted_and_that_it_is_over() throws IOException {
        try (RecordingServer hook = new RecordingServer()) {
            String file = Files.writeString(
                            scene.folder.resolve("notify.yaml"),
                            "receivers:\n- {kind: webhook, url: '" + hook.address() + "', plainHttp: true}\n")
                    .toString();
            paint("red");
            kubectl("patch", "configmap/settings", "-p", "{\"data\":{\"size\":\"xl\"}}");
            look("--notify", file);
            look("--notify", file);
            paint("blue");
            kubectl("patch", "configmap/settings", "-p", "{\"data\":{\"size\":\"s\"}}");
            look("--notify", file);

            assertThat(hook.requests())
                    .extracting(request -> request.json().path("type").asText())
                    .containsExactly("io.jenkins.gitops.drift.v1", "io.jenkins.gitops.drift-ended.v1");
            JsonNode drift = hook.requests().get(0).json().path("data");
            String settings = "ConfigMap " + scene.namespace + "/settings ";
            assertThat(drift.at("/failure/reason").asText())
                    .startsWith(settings + "data.colour, " + settings + "data.size\n")
                    .contains("data.colour: wanted \"blue\", is \"red\"; by somebody since 2");
            assertThat(drift.at("/next/0").asText()).isEqualTo("sync");
        }
        assertRefused(drift("--notify", scene.folder.resolve("notify.yaml").toString()), "Add --watch");
    }

    @Test
    void what_no_watch_can_be_is_refused() {
        assertRefused(drift("--self-heal"), "Add --watch");
        assertRefused(drift("--watch", "--rounds", "-1"), "no -1 rounds");
        assertRefused(drift("--watch", "--interval", "0s"), "1s to 24h");
        assertRefused(drift("--watch", "--also", "shop/production=k8s"), "APPLICATION/ENVIRONMENT/NAMESPACE=PATH");
        assertRefused(drift("--watch", "--also", "shop/staging/" + scene.namespace + "=k8s"), "Name each once");
        assertRefused(drift("--watch", "--result", scene.folder.resolve("r").toString()), "has no result");
        Said rule = scene.run(drift("--ignore", "apps/Deployment"));
        assertThat(rule.exitCode()).isEqualTo(2);
        assertThat(rule.err()).contains("no colon", "apps/Deployment:/spec/replicas");
    }

    @Test
    void a_sync_leaves_what_is_ignored_and_puts_the_rest_back() {
        kubectl("scale", "deployment/shop", "--replicas=2");
        paint("red");
        List<String> arguments = drift("--ignore", "ConfigMap:/data/colour", "--force-conflicts", "--timeout", "40s");
        arguments.set(0, "sync");
        kubectl("patch", "configmap/settings", "-p", "{\"data\":{\"size\":\"xl\"}}");

        Said synced = scene.run(arguments);

        assertThat(synced.exitCode()).as(synced.err()).isZero();
        assertThat(kubectl("get", "configmap/settings", "-o", "jsonpath={.data.colour} {.data.size}"))
                .isEqualTo("red s");
        assertThat(scene.run(drift("--ignore", "ConfigMap:/data/colour")).exitCode())
                .isZero();
    }

    private void assertRefused(List<String> arguments, String remedy) {
        Said said = scene.run(arguments);
        assertThat(said.exitCode()).as(said.out()).isEqualTo(3);
        assertThat(said.err()).contains(remedy);
    }

    private Said look(String... more) {
        List<String> arguments = drift("--watch", "--rounds", "1");
        arguments.addAll(List.of(more));
        return scene.run(arguments);
    }

    private static List<JsonNode> lines(Said said) {
        assertThat(said.err()).isEmpty();
        return said.out().lines().map(StoredFormats::parse).toList();
    }

    private static List<String> with(Path kubeconfig, List<String> arguments) {
        arguments.set(arguments.indexOf("--kubeconfig") + 1, kubeconfig.toString());
        return arguments;
    }

    private void paint(String colour) {
        kubectl(
                "patch",
                "configmap/settings",
                "--field-manager=somebody",
                "-p",
                "{\"data\":{\"colour\":\"" + colour + "\"}}");
    }

    private String colour() {
        return kubectl("get", "configmap/settings", "-o", "jsonpath={.data.colour}");
    }

    private String kubectl(String... arguments) {
        return ControlPlane.shared().kubectl(scene.namespace, arguments).succeeded();
    }

    private List<String> drift(String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("drift", "--application", "shop", "--environment", "staging", "--manifests", "k8s"));
        arguments.addAll(scene.places());
        Stream.of(more).forEach(arguments::add);
        return arguments;
    }
}
