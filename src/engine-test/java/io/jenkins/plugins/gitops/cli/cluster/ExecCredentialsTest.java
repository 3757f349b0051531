package io.jenkins.plugins.gitops.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.access.ClientCredential;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.access.ExecProgram;
import io.jenkins.plugins.gitops.engine.cluster.access.ExecProgram.Interaction;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.SetClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs of kubeconfigs, real ones, and a real API server that takes what they give. */
class ExecCredentialsTest {

    private static ControlPlane plane;
    private static ClusterAccess admin;
    private static String namespace;

    @TempDir
    Path folder;

    private final StringWriter err = new StringWriter();
    private final SetClock clock = SetClock.running();
    private Path kubeconfig;

    @BeforeAll
    static void prepare() {
        plane = ControlPlane.shared();
        admin = ClusterAccess.fromKubeconfig(plane.kubeconfig(), "the test", Optional.empty());
        namespace = plane.freshNamespace();
        plane.kubectl(namespace, "create", "serviceaccount", "person").succeeded();
    }

    @BeforeEach
    void place() {
        kubeconfig = folder.resolve("config");
    }

    /** A program beside the kubeconfig. Each run is a line in the file {@code runs}. */
    private void program(String script) throws IOException {
        Path file = Files.writeString(
                folder.resolve("login"),
                "#!/bin/sh\ncd " + folder + "\necho run >> runs\nprintf %s \"$KUBERNETES_EXEC_INFO\" > info\n" + script
                        + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private int runs() throws IOException {
        return Files.readAllLines(folder.resolve("runs")).size();
    }

    private static String answer(String version, String status) {
        return "cat <<'END'\n{\"apiVersion\":\"client.authentication.k8s.io/" + version
                + "\",\"kind\":\"ExecCredential\",\"status\":" + status + "}\nEND";
    }

    private static String token() {
        return "{\"token\":\"" + plane.token(namespace, "person") + "\"}";
    }

    /** As kubectl reads it, and through {@code --allow-exec}. */
    private ClusterAccess access(String version, String more) {
        return ClusterAccess.fromKubeconfig(
                yaml(version, more),
                "the test",
                Optional.empty(),
                program -> new ExecCredentials(program, kubeconfig, new PrintWriter(err), clock.clock()));
    }

    private static String yaml(String version, String more) {
        return """
                apiVersion: v1
                kind: Config
                current-context: it
                contexts: [{name: it, context: {cluster: it, user: it}}]
                clusters:
                - name: it
                  cluster:
                    server: %s
                    certificate-authority-data: %s
                    extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: gitops}}]
                users:
                - name: it
                  user:
                    exec:
                      apiVersion: client.authentication.k8s.io/%s
                      command: ./login
                      args: [get-token, "two words"]
                      env: [{name: PROFILE, value: work}]
                      %s
                """
                .formatted(
                        admin.server(),
                        Base64.getEncoder()
                                .encodeToString(admin.certificateAuthority()
                                        .orElseThrow()
                                        .getBytes(StandardCharsets.UTF_8)),
                        version,
                        more);
    }

    private static String who(ClusterAccess access) {
        try (Cluster cluster = Cluster.connect(access, Duration.ofSeconds(10))) {
            return cluster.account(namespace).name().orElseThrow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v1beta1"})
    void its_token_opens_the_cluster_and_is_kept(String version) throws IOException {
        program("echo 'logging in as' \"$PROFILE\" \"$2\" >&2\n" + answer(version, token()));
        ClusterAccess access = access(version, "interactiveMode: Never");

        assertThat(who(access)).isEqualTo("system:serviceaccount:" + namespace + ":person");
        assertThat(who(access)).endsWith(":person");

        assertThat(runs()).isOne();
        assertThat(err.toString()).isEqualTo("logging in as work two words\n");
        assertThat(access.toString()).contains("program ./login get-token");
    }

    @Test
    void its_client_certificate_opens_the_cluster() throws IOException {
        program(answer(
                "v1",
                ClusterJson.write(Map.of(
                        "clientCertificateData", admin.clientCertificate().orElseThrow(),
                        "clientKeyData", admin.clientKey().orElseThrow()))));

        try (Cluster cluster = Cluster.connect(access("v1", "interactiveMode: Never"), Duration.ofSeconds(10))) {
            // Only an administrator may list them everywhere.
            assertThat(cluster.inventories(Optional.empty())).isNotNull();
        }
    }

    @Test
    void it_is_told_of_the_cluster_when_it_asks() throws IOException {
        program(answer("v1", token()));
        who(access("v1", "interactiveMode: Never\n      provideClusterInfo: true"));

        JsonNode info = ClusterJson.lenient(Files.readAllBytes(folder.resolve("info")));
        assertThat(info.at("/kind").asText()).isEqualTo("ExecCredential");
        assertThat(info.at("/spec/interactive").asBoolean(true)).isFalse();
        assertThat(info.at("/spec/cluster/server").asText())
                .isEqualTo(admin.server().toString());
        assertThat(info.at("/spec/cluster/certificate-authority-data").asText()).isNotEmpty();
        assertThat(info.at("/spec/cluster/config/audience").asText()).isEqualTo("gitops");

        who(access("v1", "interactiveMode: Never"));
        assertThat(ClusterJson.lenient(Files.readAllBytes(folder.resolve("info")))
                        .at("/spec")
                        .has("cluster"))
                .isFalse();
    }

    @Test
    void a_credential_that_expires_is_had_anew() throws IOException {
        program(answer(
                "v1",
                token().replace(
                                "}",
                                ",\"expirationTimestamp\":\""
                                        + clock.clock().instant().plusSeconds(300) + "\"}")));
        ClusterAccess access = access("v1", "interactiveMode: Never");
        who(access);
        clock.pass(Duration.ofSeconds(280));
        who(access);
        assertThat(runs()).isOne();
        clock.pass(Duration.ofSeconds(15));
        who(access);
        assertThat(runs()).isEqualTo(2);
    }

    @Test
    void one_that_the_server_does_not_take_any_more_is_had_anew() throws IOException {
        Files.writeString(folder.resolve("first"), "unknown");
        Files.writeString(folder.resolve("second"), plane.token(namespace, "person"));
        program("if [ $(wc -l < runs) = 1 ]; then t=$(cat first); else t=$(cat second); fi\n"
                + "printf '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\","
                + "\"status\":{\"token\":\"%s\"}}' \"$t\"");
        ClusterAccess access = access("v1", "interactiveMode: Never");

        assertThatThrownBy(() -> who(access)).hasMessageContaining("does not accept the credential");
        assertThat(runs()).as("it would say the same again at once").isOne();
        clock.pass(Duration.ofSeconds(11));
        assertThat(who(access)).endsWith(":person");
    }

    @Test
    void targets_that_are_opened_at_the_same_time_share_one_run_and_its_failure() throws Exception {
        program("sleep 0.3; test -e logged-in || exit 1\n" + answer("v1", token()));
        ExecProgram program = new ExecProgram(
                "the test", ExecProgram.V1, "./login", List.of(), Map.of(), Interaction.NEVER, "", Optional.empty());
        PrintWriter console = new PrintWriter(err);
        Callable<ClientCredential> opened =
                () -> ExecCredentials.shared(program, kubeconfig, console).current();
        ExecutorService targets = Executors.newFixedThreadPool(8);
        try {
            for (Future<ClientCredential> each : targets.invokeAll(Collections.nCopies(8, opened))) {
                assertThatThrownBy(each::get).hasMessageContaining("ended with 1");
            }
            assertThat(runs()).isOne();
            Files.createFile(folder.resolve("logged-in"));
            PrintWriter other = new PrintWriter(err);
            Callable<ClientCredential> later =
                    () -> ExecCredentials.shared(program, kubeconfig, other).current();
            for (Future<ClientCredential> each : targets.invokeAll(Collections.nCopies(8, later))) {
                assertThat(each.get().token()).isPresent();
            }
            assertThat(runs()).isEqualTo(2);
        } finally {
            targets.shutdownNow();
        }
    }

    @Test
    void a_failure_counts_for_ten_seconds() throws IOException {
        program("exit 1");
        ClusterAccess access = access("v1", "interactiveMode: Never");
        assertRefused(access, "ended with 1", "by hand");
        assertRefused(access, "ended with 1", "by hand");
        assertThat(runs()).isOne();
        program(answer("v1", token()));
        clock.pass(Duration.ofSeconds(11));
        assertThat(who(access)).endsWith(":person");
    }

    @Test
    void a_line_that_does_not_end_is_passed_on_in_pieces() throws IOException {
        program("head -c 3000000 /dev/zero | tr '\\0' x >&2\n" + answer("v1", token()));
        who(access("v1", "interactiveMode: Never"));

        assertThat(err.toString().lines().mapToInt(String::length).max().orElse(0))
                .isPositive()
                .isLessThanOrEqualTo(TextLimits.LINE);
    }

    @Test
    void a_variable_that_no_process_can_have_is_refused_when_the_file_is_read() {
        String yaml = yaml("v1", "interactiveMode: Never").replace("value: work", "value: \"wo\\0rk\"");

        assertThatThrownBy(() -> ClusterAccess.fromKubeconfig(yaml, "the test", Optional.empty(), program -> null))
                .isInstanceOf(GitopsException.class)
                .hasMessageContaining("NUL character in 'exec' of user 'it'");
    }

    @Test
    void one_that_asks_a_person_is_refused_without_a_terminal() throws IOException {
        program(answer("v1", token()));

        assertRefused(access("v1", "interactiveMode: Always"), "has to ask a person", "terminal");
    }

    @Test
    void one_that_is_not_there_has_its_authors_hint() {
        assertRefused(
                access("v1", "interactiveMode: Never\n      installHint: Get it at example.com"),
                "The program ./login get-token two words is not installed here",
                "Get it at example.com");
    }

    @Test
    void what_goes_wrong_is_told_without_its_output() throws IOException {
        program("echo s3cr3t; exit 7");
        assertRefused(access("v1", "interactiveMode: Never"), "ended with 7", "by hand");
        program("echo s3cr3t");
        assertRefused(access("v1", "interactiveMode: Never"), "printed no ExecCredential", "by hand");
        program(answer("v1beta1", "{\"token\":\"s3cr3t\"}"));
        assertRefused(
                access("v1", "interactiveMode: Never"), "v1beta1', and the kubeconfig says", "update the program");
        program(answer("v1", "{\"clientKeyData\":\"s3cr3t\"}"));
        assertRefused(access("v1", "interactiveMode: Never"), "only one of a client certificate", "Log in anew");
        program(answer("v1", "{\"token\":\"s3cr3t\",\"expirationTimestamp\":\"soon\"}"));
        assertRefused(access("v1", "interactiveMode: Never"), "expirationTimestamp that is no time", "Update");
    }

    @Test
    void one_that_does_not_end_is_ended() throws IOException {
        program("sleep 100");
        ExecProgram program = new ExecProgram(
                "the test", ExecProgram.V1, "./login", List.of(), Map.of(), Interaction.NEVER, "", Optional.empty());
        ExecRun run = new ExecRun(program, kubeconfig, new PrintWriter(err), false, Duration.ofSeconds(1));

        assertThatThrownBy(run::answer).hasMessage("The program ./login took longer than 1 s");
    }

    @Test
    void our_own_secrets_are_not_given_to_it() throws IOException {
        program("env > environment\n" + answer("v1", token()));
        who(access("v1", "interactiveMode: Never"));

        assertThat(Files.readAllLines(folder.resolve("environment")))
                .contains("PROFILE=work")
                .noneMatch(line -> line.startsWith("GITOPS_"));
    }

    @Test
    void old_versions_and_missing_words_are_refused_when_the_file_is_read() {
        assertThatThrownBy(() -> access("v1alpha1", "")).hasMessageContaining("v1alpha1', which is not known");
        assertThatThrownBy(() -> access("v1", "")).hasMessageContaining("no known 'interactiveMode'");
    }

    private static void assertRefused(ClusterAccess access, String problem, String remedy) {
        assertThatThrownBy(() -> who(access))
                .isInstanceOfSatisfying(
                        GitopsException.class, e -> assertThat(e.remedy()).contains(remedy))
                .hasMessageContaining(problem)
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    void the_credential_has_no_secret_in_its_text() {
        assertThat(ClientCredential.token("s3cr3t").toString()).doesNotContain("s3cr3t");
    }
}
