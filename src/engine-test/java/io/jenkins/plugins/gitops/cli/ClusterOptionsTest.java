package io.jenkins.plugins.gitops.cli;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ways to a cluster without a kubeconfig, at a real API server. */
class ClusterOptionsTest {

    private static ControlPlane plane;
    private static String namespace;
    private static String token;

    @TempDir
    Path folder;

    private Path tokenFile;
    private Path authority;

    private record Said(int exitCode, String out, String err) {}

    @BeforeAll
    static void prepare() {
        plane = ControlPlane.shared();
        namespace = plane.freshNamespace();
        plane.kubectl(namespace, "create", "serviceaccount", "deployer").succeeded();
        plane.kubectl(
                        namespace,
                        "create",
                        "rolebinding",
                        "deployer",
                        "--clusterrole=admin",
                        "--serviceaccount=" + namespace + ":deployer")
                .succeeded();
        token = plane.token(namespace, "deployer");
    }

    @BeforeEach
    void files() throws IOException {
        tokenFile = file("token", token + "\n", "rw-------");
        authority = file(
                "ca.crt",
                ClusterAccess.fromKubeconfig(plane.kubeconfig(), "the test", Optional.empty())
                        .certificateAuthority()
                        .orElseThrow(),
                "rw-r--r--");
    }

    private Path file(String name, String text, String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static Said run(String... more) {
        List<String> arguments = new ArrayList<>(List.of("inventory", "list", "--namespace", namespace));
        arguments.addAll(List.of(more));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode =
                GitopsCommand.execute(new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
        return new Said(exitCode, out.toString(), err.toString());
    }

    private Said server(String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("--server", plane.apiServer(), "--token-file", tokenFile.toString()));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private Said trusted() {
        return server("--ca-file", authority.toString());
    }

    @Test
    void a_server_a_token_file_and_its_authority_are_enough() {
        Said said = trusted();

        assertThat(said).isEqualTo(new Said(0, "No inventories.\n", ""));
    }

    @Test
    void files_of_windows_are_read_as_well() throws IOException {
        file("token", "\uFEFF" + token + "\r\n", "rw-------");
        file("ca.crt", "\uFEFF" + Files.readString(authority).replace("\n", "\r\n"), "rw-r--r--");
        assertThat(trusted()).isEqualTo(new Said(0, "No inventories.\n", ""));

        Files.write(tokenFile, token.getBytes(StandardCharsets.UTF_16));
        assertThat(trusted().err()).contains("is not UTF-8", "PowerShell");

        Path kubeconfig = file("kubeconfig", "\uFEFF" + plane.kubeconfig().replace("\n", "\r\n"), "rw-------");
        assertThat(run("--kubeconfig", kubeconfig.toString())).isEqualTo(new Said(0, "No inventories.\n", ""));
    }

    @Test
    void a_server_that_the_authority_did_not_sign_says_what_to_do() {
        assertThat(server().err())
                .contains("The certificate of the API server " + plane.apiServer() + " is not trusted", "--ca-file");
    }

    @Test
    void a_token_that_others_can_read_is_told_and_used() throws IOException {
        file("token", token, "rw-r--r--");

        Said said = trusted();

        assertThat(said.exitCode()).isZero();
        assertThat(said.err())
                .startsWith("warning: every user of this machine may read the token file " + tokenFile)
                .contains("-> chmod 600");
    }

    @Test
    void what_is_no_token_is_told_without_showing_it() throws IOException {
        file("token", " \n", "rw-------");
        assertThat(trusted().err()).contains("token file " + tokenFile + " is empty");
        file("token", "s3cr3t\ntwo", "rw-------");
        assertThat(trusted().err()).contains("holds no token").doesNotContain("s3cr3t");
        Files.delete(tokenFile);
        assertThat(trusted().err()).contains("token file " + tokenFile + " cannot be read");
    }

    @Test
    void what_is_no_authority_is_told() throws IOException {
        file("ca.crt", "just text", "rw-r--r--");
        assertThat(trusted().err()).contains("is not PEM", "certificate-authority-data");
        Files.write(authority, new byte[] {0x30, 1, 2});
        assertThat(trusted().err()).contains("not PEM but DER", "openssl x509 -inform der");
        file("ca.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "rw-r--r--");
        assertThat(trusted().err()).contains("has a certificate that cannot be read");
        file("ca.crt", "-----BEGIN PRIVATE KEY-----\ns3cr3t\n-----END PRIVATE KEY-----\n", "rw-r--r--");
        assertThat(trusted().err()).contains("holds a private key").doesNotContain("s3cr3t");
    }

    @Test
    void a_token_is_not_sent_without_tls() {
        assertThat(run("--server", "http://127.0.0.1:1", "--token-file", tokenFile.toString())
                        .err())
                .contains("'http://127.0.0.1:1' is not an https address");
        assertThat(run("--server", "https://u:s3cr3t@host", "--token-file", tokenFile.toString())
                        .err())
                .doesNotContain("s3cr3t");
    }

    @Test
    void a_cluster_is_named_once() {
        assertThat(server("--context", "x").err()).contains("The cluster is named twice", "--server");
        assertThat(server("--in-cluster").err()).contains("The cluster is named twice", "--in-cluster");
        assertThat(run("--token-file", tokenFile.toString()).err()).contains("--token-file goes with --server");
        assertThat(run("--server", plane.apiServer()).err()).contains("There is no token", "GITOPS_TOKEN_FILE");
    }

    @Test
    void a_program_of_a_kubeconfig_runs_only_when_somebody_says_so() throws IOException {
        Path login = file(
                "login",
                "#!/bin/sh\necho '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\","
                        + "\"status\":{\"token\":\"" + token + "\"}}'\n",
                "rwx------");
        String program = "exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: " + login
                + ", args: [get-token]}";
        Path kubeconfig = file("kubeconfig", withUser(program), "rw-------");

        Said refused = run("--kubeconfig", kubeconfig.toString());
        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.err()).contains("from a program: " + login + " get-token", "-> Add --allow-exec");
        assertThat(run("--kubeconfig", kubeconfig.toString(), "--allow-exec"))
                .isEqualTo(new Said(0, "No inventories.\n", ""));
    }

    @Test
    void what_a_program_says_is_shown_also_when_nothing_else_is() throws IOException {
        Path login = file("login", "#!/bin/sh\necho 'Enter the code ABCD' >&2\nexit 1\n", "rwx------");
        String program = "exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: IfAvailable, command: "
                + login + "}";
        Path kubeconfig = file("kubeconfig", withUser(program), "rw-------");

        assertThat(run("--kubeconfig", kubeconfig.toString(), "--allow-exec", "--quiet")
                        .err())
                .contains("Enter the code ABCD", "ended with 1");
    }

    /** An empty {@code KUBECONFIG} is none, as for kubectl: the file in the home folder counts. */
    @Test
    void a_login_does_not_outlive_the_command_that_asked_for_it() throws Exception {
        Path login = file(
                "login",
                "#!/bin/sh\necho $$ > " + folder + "/p && mv " + folder + "/p " + folder + "/pid\nexec sleep 600\n",
                "rwx------");
        Files.createDirectory(folder.resolve(".kube"));
        file(
                ".kube/config",
                withUser("exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: " + login
                        + "}"),
                "rw-------");
        ProcessBuilder builder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-Duser.home=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        GitopsCommand.class.getName(),
                        "inventory",
                        "list",
                        "--allow-exec")
                .inheritIO();
        builder.environment().put("KUBECONFIG", "");
        Process command = builder.start();
        try {
            Path pid = folder.resolve("pid");
            eventually("the login").until(() -> Files.exists(pid) || !command.isAlive());
            ProcessHandle running = ProcessHandle.of(
                            Long.parseLong(Files.readString(pid).strip()))
                    .orElseThrow();

            command.destroy();

            command.waitFor();
            eventually("the end of the login").until(() -> !running.isAlive());
        } finally {
            command.destroyForcibly();
        }
    }

    @Test
    void a_kubeconfig_that_does_not_end_is_refused() {
        assertThat(run("--kubeconfig", "/dev/zero").err()).contains("/dev/zero is larger than 1 MiB");
    }

    @Test
    void what_kubernetes_took_out_is_refused_with_what_took_its_place() throws IOException {
        Path kubeconfig = file("kubeconfig", withUser("auth-provider: {name: gcp}"), "rw-------");

        assertThat(run("--kubeconfig", kubeconfig.toString(), "--allow-exec").err())
                .contains("'auth-provider'", "took out in 1.26", "gcloud container clusters get-credentials");
    }

    /** The control plane's kubeconfig with another credential. */
    private static String withUser(String user) {
        return plane.kubeconfig()
                .replaceAll("client-certificate-data: .*", user)
                .replaceAll(".*client-key-data: .*", "");
    }

    @Test
    void outside_of_a_pod_there_is_no_account_of_one() {
        assertThat(run("--in-cluster").err()).contains("This is no pod", "Leave out --in-cluster");
    }

    @Test
    void the_file_of_the_repository_names_the_server_and_an_option_replaces_it() throws IOException {
        Files.createDirectory(folder.resolve(".git"));
        Path described = Files.writeString(
                folder.resolve("gitops.yaml"),
                "\uFEFFversion: 1\r\napplications: {shop: {manifests: k8s}}\r\nenvironments: {staging: {server: \""
                        + plane.apiServer() + "\", caFile: ca.crt, namespace: " + namespace + "}}\r\n");
        String file = described.toString();

        assertThat(described("--file", file, "--token-file", tokenFile.toString()))
                .contains("has no inventory of shop in staging");
        assertThat(described(
                        "--file", file, "--kubeconfig", plane.kubeconfigFile().toString()))
                .contains("has no inventory of shop in staging");
        assertThat(described("--file", file)).contains("There is no token");
    }

    private static String described(String... more) {
        List<String> arguments = new ArrayList<>(List.of("inventory", "forget", "-e", "staging"));
        arguments.addAll(List.of(more));
        StringWriter err = new StringWriter();
        GitopsCommand.execute(
                new PrintWriter(new StringWriter()), new PrintWriter(err), arguments.toArray(String[]::new));
        return err.toString();
    }

    /** Standard input is a process's own. */
    @Test
    void a_token_can_come_from_standard_input() {
        List<String> command = List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                GitopsCommand.class.getName(),
                "inventory",
                "list",
                "--namespace=" + namespace,
                "--server=" + plane.apiServer(),
                "--ca-file=" + authority,
                "--token-file=-");

        DevScript.Output said = DevScript.run(command, Map.of(), token.getBytes(StandardCharsets.UTF_8));

        assertThat(said.succeeded()).contains("No inventories.");
    }
}
