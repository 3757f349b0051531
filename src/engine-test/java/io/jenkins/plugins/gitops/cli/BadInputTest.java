package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.cli.CommandLineScene.Said;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes wrong at a desk: one clear message, no stack trace, a non-zero exit, and nothing half done. */
class BadInputTest {

    @FreshScene
    private CommandLineScene scene;

    private String image;

    @BeforeEach
    void open() {
        image = ImageRegistry.shared().push("shop", "1", Map.of()).toString();
    }

    @Test
    void no_manifests_at_the_path() {
        Said said = scene.run(replaced(scene.deploy(image), "--manifests", "deploy/none"));

        assertRefused(said, "deploy/none");
    }

    @Test
    void a_file_that_is_not_yaml() {
        scene.repository.commit("main", "Broken", Map.of("k8s/broken.yaml", "kind: [\nmetadata: }\n"));

        assertRefused(scene.run(scene.deploy(image)), "k8s/broken.yaml:2");
    }

    @Test
    void an_image_that_no_manifest_names() {
        String other = image.replace("/shop:", "/cart:");

        Said said = scene.run(scene.deploy(other));

        assertRefused(said, "/cart", "/shop");
    }

    @Test
    void a_value_that_is_in_no_file() {
        Said said = scene.run(scene.deploy(image, "--set", "image.tag=2"));

        assertRefused(said, "--set gives a value that Git does not have", "--values FILE");
    }

    @Test
    void a_values_file_that_is_not_there() {
        Said said = scene.run(scene.deploy(image, "--values", "k8s/values.yaml"));

        assertRefused(said, "Values files are named (k8s/values.yaml), and k8s is no Helm chart");
    }

    @Test
    void a_file_of_registries_that_is_none() throws IOException {
        String secret = write("logins.json", "{\"auths\": {\"registry.example\": {\"auth\": \"s3cret!\"}}}");

        Said said = scene.run(scene.deploy(image, "--chart-registries", secret));

        assertRefused(said, "holds no registries: a login in it is not as these programs write it");
        assertThat(said.toString()).doesNotContain("s3cret");
    }

    @Test
    void an_image_without_a_digest() {
        assertRefused(scene.run(scene.deploy("registry.example/shop:1")), "not pinned by a digest");
    }

    @Test
    void a_kubeconfig_that_runs_a_program() throws IOException {
        String kubeconfig = ControlPlane.shared()
                .kubeconfig()
                .replaceFirst("(?s)user:\\s+client-certificate-data.*?(contexts:)", "user: {exec: {command: rm}}\n$1");

        Said said = scene.run(replaced(scene.deploy(image), "--kubeconfig", write("kubeconfig", kubeconfig)));

        assertRefused(said, "exec");
    }

    @Test
    void a_kubeconfig_that_reads_files() throws IOException {
        String kubeconfig = ControlPlane.shared()
                .kubeconfig()
                .replaceFirst("certificate-authority-data: \\S+", "certificate-authority: /etc/passwd");

        Said said = scene.run(replaced(scene.deploy(image), "--kubeconfig", write("kubeconfig", kubeconfig)));

        assertRefused(said, "certificate-authority", "--flatten");
    }

    @Test
    void an_api_server_that_does_not_answer() throws IOException {
        String kubeconfig = ControlPlane.shared()
                .kubeconfig()
                .replace(ControlPlane.shared().apiServer(), "https://127.0.0.1:" + closedPort());

        Said said = scene.run(replaced(scene.deploy(image), "--kubeconfig", write("kubeconfig", kubeconfig)));

        assertRefused(said, "127.0.0.1");
    }

    @Test
    void an_unknown_outcome_is_not_taken_up_with_another_cluster() throws IOException {
        DeployId id = leaveUnknown();
        String kubeconfig = ControlPlane.shared()
                .kubeconfig()
                .replace(ControlPlane.shared().apiServer(), "https://127.0.0.1:" + closedPort());
        List<String> resume = new ArrayList<>(List.of("resume"));
        resume.addAll(scene.places());

        Said elsewhere = scene.run(replaced(resume, "--kubeconfig", write("kubeconfig", kubeconfig)));
        Said there = scene.run(resume);

        assertThat(elsewhere.exitCode()).isEqualTo(3);
        assertThat(elsewhere.err()).contains(id.value(), "goes to the cluster", "-> ");
        assertThat(there.exitCode()).as(there.err()).isZero();
        assertThat(there.out()).startsWith("healthy").contains(id.value());
    }

    /** A delivery whose cluster went away after the commit, by its record. */
    private DeployId leaveUnknown() throws IOException {
        assertThat(scene.run(scene.deploy(image)).exitCode()).isZero();
        RecordStore store = new RecordStore(scene.state().resolve("deliveries"));
        DeployId id = store.ids().get(0);
        Path file = scene.state().resolve("deliveries").resolve(id + ".json");
        Files.writeString(
                file, Files.readString(file).replace("\"outcome\" : \"healthy\"", "\"outcome\" : \"unknown\""));
        return id;
    }

    @Test
    void a_place_where_the_result_cannot_be_written() {
        List<String> deploy = scene.deploy(image);
        deploy.addAll(
                List.of("--result", scene.folder.resolve("none/result.json").toString()));

        assertRefused(scene.run(deploy), "none/result.json");
    }

    @Test
    void a_git_server_that_does_not_answer() throws IOException {
        Said said = scene.run(
                replaced(scene.deploy(image), "--repository", "http://127.0.0.1:" + closedPort() + "/shop.git"));

        assertRefused(said, "127.0.0.1");
    }

    @Test
    void a_wrong_password_of_the_git_server() throws IOException {
        List<String> arguments = scene.deploy(image);
        arguments.addAll(List.of("--git-password-file", write("password", "wrong-password-here")));

        Said said = scene.runAlone(arguments);

        assertRefused(said, scene.repository.url());
        assertThat(said.err() + said.out()).doesNotContain("wrong-password-here");
    }

    @Test
    void a_push_that_a_hook_refuses() throws IOException {
        Path hook = scene.repository.folder().resolve("hooks/pre-receive");
        Files.createDirectories(hook.getParent());
        Files.writeString(hook, "#!/bin/sh\necho 'no deploys on Friday' >&2\nexit 1\n");
        Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertRefused(scene.run(scene.deploy(image)), "no deploys on Friday");
    }

    @Test
    void a_symlink_out_of_the_tree() {
        linkIn("k8s/outside.yaml", "/etc/passwd");

        assertRefused(scene.run(scene.deploy(image)), "k8s/outside.yaml");
    }

    @Test
    void a_submodule_among_the_manifests() {
        entryIn("160000", scene.tip(), "k8s/module");

        assertRefused(scene.run(scene.deploy(image)), "k8s/module is a submodule");
    }

    @Test
    void a_file_whose_name_a_terminal_would_obey() {
        entryIn("100644", blob("kind: [\n"), "k8s/a\nhealthy\u001b[31m.yaml");

        Said said = scene.run(scene.deploy(image));

        assertRefused(said, "k8s/a healthy [31m.yaml:2");
        assertThat(said.err() + said.out()).doesNotContain("\u001b");
    }

    @Test
    void a_file_of_50_megabytes() {
        String line = "  # " + "x".repeat(1019) + "\n";
        scene.repository.commit("main", "Large", Map.of("k8s/large.yaml", line.repeat(50 * 1024)));

        assertRefused(scene.run(scene.deploy(image)), "'k8s/large.yaml' has 52428800 bytes; at most 16777216 are read");
    }

    @Test
    void an_object_in_a_namespace_that_is_not_allowed() {
        scene.repository.commit(
                "main",
                "Elsewhere",
                Map.of(
                        "k8s/other.yaml",
                        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n  namespace: kube-system\n"));

        assertRefused(scene.run(scene.deploy(image)), "k8s/other.yaml:1", "kube-system");
    }

    @Test
    void a_registry_that_does_not_answer() throws IOException {
        Files.writeString(scene.folder.resolve("Dockerfile"), "FROM scratch\nCOPY Dockerfile /\n");

        Said said = scene.run(List.of(
                "build", "--name", "127.0.0.1:" + closedPort() + "/shop:1", "--plain-http", scene.folder.toString()));

        assertFailed(said, "could not push", "Check that the registry 127.0.0.1");
    }

    @Test
    void a_dockerfile_that_fails() throws IOException {
        Files.writeString(scene.folder.resolve("Dockerfile"), "FROM scratch\nCOPY missing /\n");

        Said said =
                scene.runAlone(List.of("build", "--name", ImageRegistry.shared().address() + "/shop:1", "."));

        assertFailed(said, "could not build", "missing");
    }

    @Test
    void no_dockerfile() {
        Said said = scene.run(List.of("build", "--name", "registry.example/shop", "."));

        assertThat(said.exitCode()).isEqualTo(3);
        assertNoStackTrace(said);
    }

    @Test
    void a_test_run_without_a_result_file() {
        Said said = scene.run(List.of("test", "--junit", "reports/**/*.xml", "--", "true"));

        assertFailed(said, "wrote no result file", "reports/**/*.xml");
    }

    @Test
    void results_of_an_earlier_run_do_not_count() throws IOException {
        Path old = scene.folder.resolve("old.xml");
        Files.writeString(old, "<testsuite><testcase name='a'/></testsuite>");
        Files.setLastModifiedTime(
                old, java.nio.file.attribute.FileTime.fromMillis(System.currentTimeMillis() - 60_000));

        assertFailed(
                scene.runAlone(List.of("test", "--junit", "*.xml", "--", "true")),
                "wrote no result file",
                "1 result file is older than the test run and does not count: old.xml");
        Said mixed = scene.runAlone(List.of(
                "test",
                "--junit",
                "*.xml",
                "--",
                "sh",
                "-c",
                "echo '<testsuite><testcase"
                        + " name=\"b\"/><testcase name=\"c\" status=\"failed\"/></testsuite>' > new.xml"));
        assertThat(mixed.exitCode()).isEqualTo(1);
        assertThat(mixed.out()).startsWith("failed: 2 tests, 1 failed, 0 skipped");
        assertThat(mixed.err())
                .contains("warning: 1 result file is older than the test run and does not count: old.xml");
    }

    @Test
    void a_test_command_that_is_not_there() {
        Said said = scene.run(List.of("test", "--junit", "*.xml", "--", "no-such-program"));

        assertThat(said.exitCode()).isNotZero();
        assertThat(said.err()).contains("no-such-program cannot be started");
        assertNoStackTrace(said);
    }

    @Test
    void failed_tests_fail_and_then_refuse_the_deploy() throws IOException {
        String xml = "<testsuite><testcase classname=\"Cart\" name=\"adds\"><failure/></testcase></testsuite>";
        Said tests = scene.runAlone(List.of(
                "test", "--junit", "r.xml", "--result", "tests.json", "--", "sh", "-c", "echo '" + xml + "' > r.xml"));
        List<String> deploy = scene.deploy(image);
        deploy.addAll(List.of("--tests", scene.folder.resolve("tests.json").toString()));

        assertThat(tests.exitCode()).isEqualTo(1);
        assertThat(tests.out()).contains("1 failed", "Cart.adds");
        assertRefused(scene.runAlone(deploy), "Cart.adds");
    }

    @Test
    void a_word_that_is_no_option() {
        Said said = scene.run(List.of("deploy", "--enviroment", "staging"));

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err()).contains("--environment");
        assertNoStackTrace(said);
    }

    private void assertRefused(Said said, String... words) {
        assertThat(said.exitCode()).as(said.err() + said.out()).isEqualTo(3);
        assertThat(said.err() + said.out()).contains(words).contains("-> ");
        assertNoStackTrace(said);
        assertThat(scene.repository.git("log", "--format=%B", "main")).doesNotContain("Gitops-Deploy-Id");
        assertThat(scene.running()).isEmpty();
    }

    private static void assertFailed(Said said, String... words) {
        assertThat(said.exitCode()).as(said.err() + said.out()).isEqualTo(1);
        assertThat(said.err()).contains(words).contains("-> ");
        assertNoStackTrace(said);
    }

    private static void assertNoStackTrace(Said said) {
        assertThat(said.err() + said.out()).doesNotContain("Exception", "\tat ");
    }

    private static List<String> replaced(List<String> arguments, String option, String value) {
        List<String> changed = new ArrayList<>(arguments);
        changed.set(changed.indexOf(option) + 1, value);
        return changed;
    }

    private String write(String name, String content) throws IOException {
        return Files.writeString(scene.folder.resolve(name), content).toString();
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void linkIn(String path, String target) {
        entryIn("120000", blob(target), path);
    }

    private String blob(String content) {
        try {
            return scene.repository
                    .git("hash-object", "-w", write("blob", content))
                    .strip();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Commits an entry of any mode and name, with Git's plumbing. */
    private void entryIn(String mode, String object, String path) {
        scene.repository.git("read-tree", "main");
        scene.repository.git("update-index", "--add", "--cacheinfo", mode + "," + object + "," + path);
        String tree = scene.repository.git("write-tree").strip();
        String commit = scene.repository
                .git("-c", "user.name=a", "-c", "user.email=a@b", "commit-tree", tree, "-p", "main", "-m", "Entry")
                .strip();
        scene.repository.git("update-ref", "refs/heads/main", commit);
    }
}
