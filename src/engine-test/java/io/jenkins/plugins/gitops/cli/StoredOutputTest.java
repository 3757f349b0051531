package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.cli.CommandLineScene.Said;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import io.jenkins.plugins.gitops.engine.parts.Prometheus;
import io.jenkins.plugins.gitops.engine.parts.StoredFormats;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line prints as JSON is read by scripts: it keeps its fields, and an earlier version's files are read. */
class StoredOutputTest {

    private static final String SETTINGS =
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME}\ndata: {colour: blue}\n";
    private static final String CLAIM =
            """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
            """;

    @TempDir
    Path folder;

    @Test
    void a_repository_and_a_state_folder_of_an_earlier_version_tell_the_same_history() throws IOException {
        String url = importedHistory();
        List<String> arguments = List.of("history", "--repository", url, "--json");

        JsonNode branch = printed(
                arguments, "--limit", "100", "--state", folder.resolve("new").toString());
        JsonNode here = printed(arguments, "--limit", "2", "--state", state().toString());

        StoredFormats.assertKeeps(StoredFormats.json("output/history.json"), branch);
        StoredFormats.assertKeeps(StoredFormats.json("output/history-with-records.json"), here);
    }

    @Test
    void a_state_folder_of_an_earlier_version_adds_up_to_the_same_metrics() throws IOException {
        String metrics = said(0, List.of("metrics", "--state", state().toString()));

        assertThat(metrics.lines())
                .containsAll(StoredFormats.text("output/metrics.txt").lines().toList());
    }

    @Test
    void what_an_earlier_versions_drift_found_is_among_the_metrics_in_a_file_that_promtool_likes() throws IOException {
        Path file = folder.resolve("gitops.prom");
        String drift = StoredFormats.path("output/drift.json").toString();
        Files.copy(
                StoredFormats.path("records/wait/01m89yht00yfa249tq0qp2tbat.json"),
                state().resolve("deliveries/01m89yht00yfa249tq0qp2tbat.json"),
                StandardCopyOption.REPLACE_EXISTING);

        String out = said(
                0,
                List.of(
                        "metrics",
                        "--state",
                        folder.resolve("state").toString(),
                        "--drift",
                        drift,
                        "--output",
                        "" + file));

        assertThat(out).isEmpty();
        assertThat(file)
                .content()
                .contains(
                        "gitops_drift_objects{application=\"shop\",environment=\"staging\",kind=\"changed\",} 1.0",
                        "gitops_drift_objects{application=\"shop\",environment=\"staging\",kind=\"left_over\",} 1.0",
                        "gitops_drift_checked_timestamp_seconds{",
                        "gitops_deliveries_under_way{application=\"shop\",environment=\"staging\",phase=\"wait\",} 1.0",
                        "gitops_queue_deliveries 0.0",
                        "gitops_held{application=\"shop\",environment=\"staging\",} ");
        assertThat(Prometheus.complaints(Files.readString(file))).isEmpty();
    }

    @Test
    void of_two_files_of_one_application_and_environment_the_newest_is_among_the_metrics() throws IOException {
        Path before = Files.copy(StoredFormats.path("output/drift.json"), folder.resolve("before.json"));
        Path newest = folder.resolve("newest.json");
        Files.writeString(newest, Files.readString(before).replace("\"CHANGED\"", "\"MISSING\""));
        Files.setLastModifiedTime(before, FileTime.fromMillis(1_000_000));
        Files.setLastModifiedTime(newest, FileTime.fromMillis(2_000_000));

        String metrics = said(
                0, List.of("metrics", "--state", state().toString(), "--drift", "" + newest, "--drift", "" + before));

        assertThat(metrics.lines().filter(line -> line.startsWith("gitops_drift_")))
                .contains(
                        "gitops_drift_objects{application=\"shop\",environment=\"staging\",kind=\"changed\",} 0.0",
                        "gitops_drift_checked_timestamp_seconds{application=\"shop\",environment=\"staging\",} 2000.0")
                .doesNotHaveDuplicates()
                .hasSize(4);
    }

    @Test
    void results_of_an_earlier_versions_build_and_test_are_deployed() {
        CommandLineScene scene = new CommandLineScene(folder);
        JsonNode built = StoredFormats.json("output/build.json");
        ImageReference image = ImageReference.parse(built.get("image").asText());
        scene.repository.commit(
                "main",
                "The image of that build",
                Map.of("k8s/shop.yaml", CommandLineScene.APP.replace("REGISTRY/shop", image.name())));

        Said planned = scene.run(previewOf(scene, "test.json"));
        Said refused = scene.run(previewOf(scene, "test-failed.json"));

        assertThat(planned.exitCode()).as(planned.err()).isZero();
        JsonNode preview = StoredFormats.parse(planned.out());
        assertThat(preview.at("/edits/0/after").asText())
                .isEqualTo(image.withoutTag().toString());
        StoredFormats.assertSameShape(StoredFormats.json("output/deploy-dry-run.json"), preview);
        assertThat(refused.exitCode()).as(refused.out()).isEqualTo(3);
        assertThat(refused.err()).contains("shop.Cart.gives_change", "exit code 2");
    }

    private static List<String> previewOf(CommandLineScene scene, String tests) {
        List<String> arguments = new ArrayList<>(List.of("deploy", "--environment", "staging", "--manifests", "k8s"));
        arguments.addAll(scene.places());
        arguments.addAll(List.of(
                "--build-result", StoredFormats.path("output/build.json").toString()));
        arguments.addAll(
                List.of("--tests", StoredFormats.path("output/" + tests).toString()));
        arguments.addAll(List.of("--allow-newer-manifests", "--dry-run", "--json"));
        return arguments;
    }

    @Test
    void deploy_drift_and_delete_print_what_they_printed() {
        CommandLineScene scene = new CommandLineScene(folder);
        scene.repository.commit(
                "main",
                "More",
                Map.of(
                        "k8s/settings.yaml", SETTINGS.replace("NAME", "settings"),
                        "k8s/gone.yaml", SETTINGS.replace("NAME", "gone"),
                        "k8s/old.yaml", SETTINGS.replace("NAME", "old"),
                        "k8s/claim.yaml", CLAIM));
        assertThat(scene.run(deploy(scene, "1")).exitCode()).isZero();
        scene.repository.commit("main", "Old is over", Map.of("k8s/old.yaml", "# none\n"));

        assertSame("deploy", 0, scene.run(deploy(scene, "2")));
        kubectl(scene, "patch", "configmap/settings", "-p", "{\"data\":{\"colour\":\"red\"}}", "--field-manager=me");
        kubectl(scene, "delete", "configmap/gone");
        assertSame("drift", 1, scene.run(with(scene, "drift", "--manifests", "k8s")));
        Said failed = scene.run(deploy(scene, "3", "--force-conflicts"));
        assertSame("deploy-failed", 1, failed);
        assertSame("delete-plan", 0, scene.run(with(scene, "delete")));
        assertSame("delete", 0, scene.run(with(scene, "delete", "--confirm", "shop")));
        assertSame("drift-after-removal", 1, scene.run(with(scene, "drift", "--manifests", "k8s")));
    }

    private static void assertSame(String output, int exitCode, Said said) {
        assertThat(said.exitCode()).as(said.out() + said.err()).isEqualTo(exitCode);
        StoredFormats.assertSameShape(
                StoredFormats.json("output/" + output + ".json"), StoredFormats.parse(said.out()));
    }

    /** The third one crashes. */
    private static List<String> deploy(CommandLineScene scene, String tag, String... more) {
        Map<String, String> labels = tag.equals("3") ? Map.of("io.jenkins.gitops.stand-in", "crash") : Map.of("v", tag);
        List<String> arguments =
                scene.deploy(ImageRegistry.shared().push("shop", tag, labels).toString(), more);
        arguments.addAll(List.of("--json", "--build-url", "https://ci.example/job/shop/1/"));
        arguments.addAll(
                List.of("--tests", StoredFormats.path("output/test.json").toString()));
        return arguments;
    }

    private static List<String> with(CommandLineScene scene, String command, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of(command, "--json", "--application", "shop", "--environment", "staging"));
        arguments.addAll(scene.places());
        arguments.addAll(List.of(more));
        return arguments;
    }

    private static void kubectl(CommandLineScene scene, String... arguments) {
        ControlPlane.shared().kubectl(scene.namespace, arguments).succeeded();
    }

    /** A copy, since a lock or a record may be written beside them. */
    private Path state() throws IOException {
        Path deliveries = Files.createDirectories(folder.resolve("state/deliveries"));
        for (String record : StoredFormats.names("state/deliveries")) {
            Files.copy(StoredFormats.path("state/deliveries/" + record), deliveries.resolve(record));
        }
        return folder.resolve("state");
    }

    private static String importedHistory() throws IOException {
        GitServer.BareRepository repository = GitServer.shared().createRepository(Map.of());
        DevScript.run(
                        List.of("git", "--git-dir", repository.folder().toString(), "fast-import", "--quiet"),
                        Map.of(),
                        Files.readAllBytes(StoredFormats.path("history/shop.fast-export")))
                .succeeded();
        return repository.url();
    }

    private static JsonNode printed(List<String> arguments, String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return StoredFormats.parse(said(0, all));
    }

    private static String said(int exitCode, List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int ended = GitopsCommand.execute(new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
        assertThat(ended).as(out + "\n" + err).isEqualTo(exitCode);
        return out.toString();
    }
}
