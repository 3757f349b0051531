package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.StoredFormats;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ServiceAccount and its kubeconfig, at a real API server. */
class KubeconfigCommandTest {

    @TempDir
    Path folder;

    private final ControlPlane plane = ControlPlane.shared();
    private final String namespace = plane.freshNamespace();
    private String said;

    private int run(Path kubeconfig, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("kubeconfig", "--namespace", namespace, "--kubeconfig", kubeconfig.toString()));
        arguments.addAll(List.of(more));
        return execute(arguments);
    }

    private int execute(List<String> arguments) {
        StringWriter text = new StringWriter();
        PrintWriter both = new PrintWriter(text);
        int exitCode = GitopsCommand.execute(both, both, arguments.toArray(String[]::new));
        said = text.toString();
        return exitCode;
    }

    private int run(String... more) {
        return run(plane.kubeconfigFile(), more);
    }

    private String save() {
        return folder.resolve("deployer.kubeconfig").toString();
    }

    private String can(String verb, String resource, Path kubeconfig) {
        return plane.kubectl(namespace, "auth", "can-i", verb, resource, "--kubeconfig", kubeconfig.toString())
                .out()
                .strip();
    }

    @Test
    void shown_first_as_kubectl_takes_it() throws IOException {
        assertThat(run()).isZero();

        assertThat(said).contains("kind: ServiceAccount", "kind: RoleBinding", "name: edit", "Nothing was changed");
        assertThat(plane.kubectl(namespace, "get", "serviceaccount", "deployer", "--ignore-not-found")
                        .succeeded())
                .isEmpty();
        Path shown = Files.writeString(folder.resolve("shown.yaml"), said);
        assertThat(plane.kubectl(namespace, "apply", "--dry-run=server", "-f", shown.toString())
                        .succeeded())
                .contains("serviceaccount/deployer created", "rolebinding.rbac.authorization.k8s.io/deployer created");
    }

    @Test
    void its_kubeconfig_delivers_to_the_namespace_and_nowhere_else() throws IOException {
        assertThat(run("--yes", "--save", save())).as(said).isZero();

        Path made = Path.of(save());
        assertThat(said).contains("created: ServiceAccount " + namespace + "/deployer", "valid for 1h, until 20");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rw-------");
        assertThat(said).doesNotContain("eyJ");
        assertThat(execute(List.of("inventory", "list", "--kubeconfig", made.toString(), "-n", namespace)))
                .as(said)
                .isZero();
        assertThat(can("patch", "deployments", made)).isEqualTo("yes");
        assertThat(can("create", "rolebindings", made)).isEqualTo("no");
        assertThat(execute(List.of("inventory", "list", "--kubeconfig", made.toString(), "-n", "default")))
                .isEqualTo(3);
    }

    @Test
    void its_document_says_what_was_made_and_not_the_token() throws IOException {
        StringWriter out = new StringWriter();
        int exitCode = GitopsCommand.execute(
                new PrintWriter(out),
                new PrintWriter(new StringWriter()),
                "kubeconfig",
                "--namespace=" + namespace,
                "--kubeconfig=" + plane.kubeconfigFile(),
                "--yes",
                "--save=" + save(),
                "-o=json");

        assertThat(exitCode).as(out.toString()).isZero();
        JsonNode made = StoredFormats.parse(out.toString());
        assertThat(made.at("/account").asText()).isEqualTo("deployer");
        assertThat(made.at("/changed").asBoolean()).isTrue();
        assertThat(made.at("/made/0").asText()).contains("created: ServiceAccount");
        assertThat(made.at("/objects/1/kind").asText()).isEqualTo("RoleBinding");
        assertThat(made.at("/expires").asText()).startsWith("20");
        assertThat(out.toString()).doesNotContain("eyJ");
        assertThat(Files.readString(Path.of(save()))).contains("token: eyJ");
    }

    @Test
    void a_file_that_is_there_is_not_written_over_and_nothing_is_made() throws IOException {
        Files.writeString(Path.of(save()), "mine");

        assertThat(run("--yes", "--save", save())).isEqualTo(3);

        assertThat(said).contains("is there already, and is not written over");
        assertThat(Path.of(save())).hasContent("mine");
        assertThat(plane.kubectl(namespace, "get", "serviceaccount", "deployer", "--ignore-not-found")
                        .succeeded())
                .isEmpty();
        assertThat(run("--yes")).isEqualTo(3);
        assertThat(said).contains("Name one with --save");
    }

    @Test
    void it_may_be_repeated_and_nothing_else_of_that_name_is_touched() {
        run("--yes", "--save", save());
        assertThat(run("--yes", "--save", save() + "2")).as(said).isZero();
        assertThat(said).contains("there already: RoleBinding");

        assertThat(run("--yes", "--save", save() + "3", "--role", "admin")).isEqualTo(3);
        assertThat(said).contains("RoleBinding " + namespace + "/deployer is there already, and is something else");
        assertThat(run("--yes", "--save", save() + "4", "--token-only", "--duration", "10m"))
                .isZero();
        assertThat(said).contains("valid for 10m");
    }

    @Test
    void a_token_that_never_ends_is_explicit() {
        assertThat(run("--yes", "--save", save(), "--long-lived")).as(said).isZero();

        assertThat(said).contains("never ends", "delete secret deployer");
        assertThat(can("patch", "deployments", Path.of(save()))).isEqualTo("yes");
    }

    @Test
    void a_token_that_never_ends_has_no_duration() {
        assertThat(run("--yes", "--save", save(), "--long-lived", "--duration", "1h"))
                .isEqualTo(3);

        assertThat(said).contains("--duration goes with a token that ends");
        assertThat(Path.of(save())).doesNotExist();
    }

    @Test
    void a_secret_of_that_name_with_another_accounts_token_is_not_taken() throws IOException {
        plane.kubectl(namespace, "create", "serviceaccount", "other").succeeded();
        Path secret = Files.writeString(
                folder.resolve("secret.yaml"),
                "apiVersion: v1\nkind: Secret\ntype: kubernetes.io/service-account-token\nmetadata:\n  name: deployer\n"
                        + "  annotations: {kubernetes.io/service-account.name: other}\nstringData: {token: foreign}\n");
        plane.kubectl(namespace, "create", "-f", secret.toString()).succeeded();

        assertThat(run("--yes", "--save", save(), "--long-lived")).isEqualTo(3);
        assertThat(said).contains("Secret " + namespace + "/deployer is there already, and is something else");
        assertThat(run("--yes", "--save", save(), "--long-lived", "--token-only"))
                .isEqualTo(3);
        assertThat(said).contains("is not of ServiceAccount " + namespace + "/deployer");
        assertThat(Path.of(save())).doesNotExist();
    }

    @Test
    void whoever_may_not_give_rights_is_told_who_may() {
        run("--yes", "--save", save());

        assertThat(run(Path.of(save()), "--yes", "--account", "other", "--role", "admin", "--save", save() + "2"))
                .isEqualTo(3);

        assertThat(said).contains("cannot be", "RoleBinding", "Let somebody do this who may");
    }

    @Test
    void wrong_names_and_times_are_told_before_anything_is_made() {
        assertThat(run("--duration", "5m")).isEqualTo(3);
        assertThat(said).contains("No token can be valid for 300 s");
        assertThat(run("--account", "Deployer_1")).isEqualTo(3);
        assertThat(run("--role", "a b")).isEqualTo(3);
        assertThat(execute(List.of(
                        "kubeconfig",
                        "--yes",
                        "--save=" + save(),
                        "--namespace=nowhere-at-all",
                        "--kubeconfig=" + plane.kubeconfigFile())))
                .isEqualTo(3);
        assertThat(said).contains("no namespace nowhere-at-all");
    }
}
