package io.jenkins.plugins.gitops.cli;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.cli.CommandLineScene.Said;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeleteCommandTest {

    private static final String HELD = "{\"metadata\":{\"finalizers\":[\"example.org/hold\"]}}";
    private static final String RELEASED = "{\"metadata\":{\"finalizers\":null}}";

    @FreshScene
    private CommandLineScene scene;

    private ImageReference image;
    private int delivered;

    @BeforeEach
    void deliver() {
        scene.repository.commit(
                "main",
                "Settings",
                Map.of("k8s/settings.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n"));
        image = ImageRegistry.shared().push("shop", "1", Map.of());
        Said said = scene.run(scene.deploy(image.toString()));
        assertThat(said.exitCode()).as(said.err()).isZero();
        delivered = scene.commits();
    }

    @Test
    void only_shows_what_would_go_until_it_is_confirmed_by_name() {
        Said shown = scene.run(delete());
        Said wrong = scene.run(delete("--confirm", "other"));

        assertThat(shown.exitCode()).as(shown.err()).isZero();
        assertThat(shown.out())
                .contains("- Deployment " + scene.namespace + "/shop", "- ConfigMap " + scene.namespace + "/settings")
                .contains("Nothing was removed; to remove it, add --confirm shop");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("--confirm names 'other'");
        assertThat(scene.commits()).isEqualTo(delivered);
        assertThat(objects()).contains("deployment.apps/shop", "configmap/settings");
    }

    @Test
    void an_object_without_a_namespace_is_named_with_one_slash() {
        Said old = scene.run(delete("--include", "Namespace//" + scene.namespace));
        Said named = scene.run(delete("--include", "Namespace/" + scene.namespace));

        assertThat(old.exitCode()).isNotZero();
        assertThat(old.err()).contains("Write Namespace/" + scene.namespace + ";");
        assertThat(named.exitCode()).as(named.err()).isZero();
    }

    @Test
    void removes_everything_says_so_in_git_and_a_rollback_brings_it_back() {
        Said said = scene.run(delete(
                "--confirm",
                "shop",
                "--author",
                "Rita <rita@example.org>",
                "--committer",
                "Bot <bot@example.org>",
                "--message",
                "chore: {summary}\n\n{source}\n\nSigned-off-by: {committer}"));

        assertThat(said.exitCode()).as(said.out() + said.err()).isZero();
        assertThat(said.err().indexOf("Deleting Deployment"))
                .isPositive()
                .isLessThan(said.err().indexOf("Deleting ConfigMap"));
        assertThat(objects()).doesNotContain("shop", "settings");
        assertThat(scene.commits()).isEqualTo(delivered + 1);
        assertThat(scene.repository.git("diff", "--stat", "main~1", "main")).isEmpty();
        assertThat(scene.repository.git("log", "-1", "--format=%an, %cn: %B", "main"))
                .startsWith("Rita, Bot: chore: Remove shop from staging")
                .contains("Signed-off-by: Bot <bot@example.org>", "Gitops-Deploy-Id: ", "Gitops-Previous: ")
                .doesNotContain("Gitops-Image");

        Said drift = scene.run(with("drift", "--manifests", "k8s"));
        assertThat(drift.exitCode()).as(drift.err()).isZero();
        assertThat(drift.out()).contains("The application was removed from this environment");

        Said status = scene.run(with("status"));
        assertThat(status.exitCode()).as(status.out() + status.err()).isZero();
        assertThat(status.out())
                .containsPattern(
                        "delivery   [^ ]+, removed\n  commit     " + scene.tip().substring(0, 10))
                .contains("The application was removed from this environment");

        assertThat(scene.run(history()).out().lines().skip(1).findFirst().orElseThrow())
                .contains("shop > staging")
                .endsWith("(removed)");
        Said promoted = scene.run(promote());
        assertThat(promoted.exitCode()).isEqualTo(3);
        assertThat(promoted.err()).contains("shop in staging was removed");
        Said again = scene.run(delete("--confirm", "shop"));
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.out())
                .contains("nothing to remove: there is no inventory of shop in staging in namespace " + scene.namespace)
                .contains("commit " + scene.tip() + " says that it was removed before");
        assertThat(scene.commits()).isEqualTo(delivered + 1);

        Said back = scene.run(with("rollback", "--manifests", "k8s", "--timeout", "90s"));
        assertThat(back.exitCode()).as(back.err()).isZero();
        assertThat(scene.running()).isEqualTo(image.withoutTag().toString());
        assertThat(objects()).contains("configmap/settings");
    }

    @Test
    void one_that_was_held_up_leaves_what_a_newer_delivery_has() throws Exception {
        int many = 400;
        scene.repository.commit("main", "Many", Map.of("k8s/many.yaml", maps(many)));
        assertThat(scene.run(scene.deploy(image.toString())).exitCode()).isZero();
        // So that it has not ended before it is held up, however fast it is.
        kubectl("patch", "configmap/settings", "-p", HELD);
        Process held = scene.start(delete("--confirm", "shop"));
        untilItDeletesAConfigMap();
        signal("STOP", held);
        kubectl("patch", "configmap/settings", "-p", RELEASED);
        Said newer = scene.run(scene.deploy(image.toString()));
        assertThat(newer.exitCode()).as(newer.err()).isZero();

        signal("CONT", held);

        assertThat(Eventually.exitCode(held)).isEqualTo(4);
        assertThat(kubectl(
                                "get",
                                "configmaps",
                                "-o",
                                "jsonpath={range .items[*]}{.metadata.name}={.metadata.deletionTimestamp}{\"\\n"
                                        + "\"}{end}")
                        .lines()
                        .filter(line -> line.matches("many-[0-9]+=")))
                .as("but for those that were under way")
                .hasSizeGreaterThanOrEqualTo(many - 32);
    }

    private static String maps(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: many-" + i + "}\n")
                .collect(Collectors.joining());
    }

    private static void signal(String signal, Process process) throws Exception {
        DevScript.run(List.of("kill", "-" + signal, String.valueOf(process.pid())))
                .succeeded();
    }

    @Test
    void names_what_holds_it_and_goes_on_when_it_was_killed() throws Exception {
        kubectl("patch", "configmap/settings", "-p", HELD);
        Said late = scene.run(delete("--confirm", "shop", "--timeout", "5s"));
        assertThat(late.exitCode()).as(late.err()).isEqualTo(1);
        assertThat(late.out())
                .contains("still there: ConfigMap " + scene.namespace + "/settings (finalizers: ", "example.org/hold");
        assertThat(objects()).contains("gitops.shop.staging", "settings").doesNotContain("deployment");

        Process killed = scene.start(delete("--confirm", "shop"));
        untilItDeletesAConfigMap();
        Eventually.exitCode(killed.destroyForcibly());
        kubectl("patch", "configmap/settings", "-p", RELEASED);
        Said said = scene.run(delete("--confirm", "shop"));

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(objects()).doesNotContain("gitops.shop.staging", "settings");
        assertThat(scene.commits()).as("one commit for all three").isEqualTo(delivered + 1);
    }

    @Test
    void killed_between_its_commit_and_the_first_deletion_it_goes_on() throws Exception {
        Path pid = scene.folder.resolve("pid");
        Path hook = Files.createDirectories(scene.repository.folder().resolve("hooks"))
                .resolve("post-receive");
        Files.writeString(
                hook, "#!/bin/sh\nwhile ! test -s '" + pid + "'; do sleep 0.1; done\nkill -9 $(cat '" + pid + "')\n");
        Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
        Process killed = scene.start(delete("--confirm", "shop"));
        Files.writeString(pid, Long.toString(killed.pid()));
        assertThat(Eventually.exitCode(killed)).as(scene.err()).isEqualTo(128 + 9);
        Files.delete(hook);
        assertThat(scene.commits()).isEqualTo(delivered + 1);
        assertThat(objects()).contains("deployment.apps/shop", "configmap/settings", "gitops.shop.staging");

        Said said = scene.run(delete("--confirm", "shop"));

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(objects()).doesNotContain("deployment.apps/shop", "settings", "gitops.shop.staging");
        assertThat(scene.commits()).as("one commit for both").isEqualTo(delivered + 1);
    }

    @Test
    void gives_way_to_a_newer_delivery() throws Exception {
        kubectl("patch", "configmap/settings", "-p", HELD);
        Process process = scene.start(delete("--confirm", "shop"));
        eventually("the Deployment is gone").until(this::objects, objects -> !objects.contains("deployment"));
        scene.repository.commit("main", "No settings", Map.of("k8s/settings.yaml", "# none\n"));
        CommandLineScene other = scene.from(scene.folder.resolve("other"));

        Said deployed = other.run(other.deploy(image.toString()));

        assertThat(deployed.exitCode()).as(deployed.err()).isZero();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(4);
        assertThat(scene.running()).isEqualTo(image.withoutTag().toString());
        kubectl("patch", "configmap/settings", "-p", RELEASED);
    }

    @Test
    void in_the_wrong_namespace_it_says_where_it_looked() {
        kubectl("patch", "configmap/settings", "-p", HELD);
        assertThat(scene.run(delete("--confirm", "shop", "--timeout", "5s")).exitCode())
                .isEqualTo(1);
        String other = ControlPlane.shared().freshNamespace();

        List<String> arguments = delete("--confirm", "shop");
        arguments.set(arguments.indexOf("--namespace") + 1, other);
        Said elsewhere = scene.run(arguments);

        assertThat(elsewhere.exitCode()).as(elsewhere.err()).isZero();
        assertThat(elsewhere.out())
                .contains("nothing to remove", "in namespace " + other + " (ConfigMap gitops.shop.staging)")
                .contains("-> If something of it still runs, name the namespace")
                .doesNotContain("removed: ");
        assertThat(objects()).contains("gitops.shop.staging", "settings");
        kubectl("patch", "configmap/settings", "-p", RELEASED);
    }

    @Test
    void what_was_never_delivered_is_told() {
        List<String> arguments = delete("--confirm", "stranger");
        arguments.set(arguments.indexOf("--application") + 1, "stranger");

        Said said = scene.run(arguments);

        assertThat(said.exitCode()).isEqualTo(3);
        assertThat(said.err()).contains("has no inventory of stranger in staging");
        assertThat(scene.commits()).isEqualTo(delivered);
    }

    private void untilItDeletesAConfigMap() {
        eventually("it deletes a ConfigMap").until(scene::err, said -> said.contains("Deleting ConfigMap"));
    }

    private String objects() {
        return kubectl("get", "deployments,configmaps", "-o", "name");
    }

    private String kubectl(String... arguments) {
        return ControlPlane.shared().kubectl(scene.namespace, arguments).succeeded();
    }

    private List<String> promote() {
        List<String> arguments = new ArrayList<>(List.of("promote", "--application", "shop", "--from", "staging"));
        arguments.addAll(List.of("--to", "production", "--manifests", "k8s"));
        arguments.addAll(scene.places());
        return arguments;
    }

    private List<String> history() {
        List<String> arguments = new ArrayList<>(List.of("history"));
        arguments.addAll(scene.places().subList(0, 4));
        arguments.addAll(List.of("--state", scene.state().toString()));
        return arguments;
    }

    private List<String> delete(String... more) {
        return with("delete", more);
    }

    private List<String> with(String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command, "--application", "shop", "--environment", "staging"));
        arguments.addAll(scene.places());
        arguments.addAll(List.of(more));
        return arguments;
    }
}
