package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.gitops.cli.CommandLineScene.Said;
import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An inventory under a wrong name or owner is found, and mended without a change of an object. */
class InventoryCommandTest {

    private static final String LABEL = "applyset.kubernetes.io/part-of";

    @FreshScene
    private CommandLineScene scene;

    private Said inventory(String command, String... more) {
        List<String> line = new ArrayList<>(List.of(
                "inventory", command, "--kubeconfig", scene.kubeconfig().toString(), "--namespace", scene.namespace));
        line.addAll(List.of(more));
        return scene.run(line);
    }

    private String deploy(String version, String... more) {
        String image = ImageRegistry.shared().push("shop", version, Map.of()).toString();
        Said said = scene.run(scene.deploy(image, more));
        assertThat(said.exitCode()).as(said.err()).isZero();
        return image;
    }

    private String labels(String object) {
        return kubectl("get", object, "-o", "jsonpath={.metadata.labels}");
    }

    private String kubectl(String... arguments) {
        return ControlPlane.shared().kubectl(scene.namespace, arguments).succeeded();
    }

    @Test
    void what_was_delivered_under_a_wrong_name_is_listed_renamed_and_delivered_to_again() throws Exception {
        deploy("1");
        String uid = kubectl("get", "deployment/shop", "-o", "jsonpath={.metadata.uid}");

        Said list = inventory("list", "--json");
        Said shown = inventory(
                "rename", "--application", "shop", "--environment", "staging", "--to-environment", "production");
        assertThat(inventory("list", "--output", "wide").out())
                .contains(
                        "APPLICATION > ENVIRONMENT",
                        scene.namespace,
                        "shop > staging",
                        "healthy",
                        scene.repository.url().replace(".git", ""));
        Said renamed = inventory(
                "rename",
                "--application",
                "shop",
                "--environment",
                "staging",
                "--to-environment",
                "production",
                "--yes");

        JsonNode entry = new ObjectMapper().readTree(list.out()).path(0);
        assertThat(entry.path("application").asText()).isEqualTo("shop");
        assertThat(entry.path("environment").asText()).isEqualTo("staging");
        assertThat(entry.path("objects").asInt()).isEqualTo(1);
        assertThat(entry.path("result").asText()).isEqualTo("healthy");
        assertThat(entry.path("created").asText()).isNotEmpty();
        assertThat(shown.out())
                .contains(
                        "Would make the inventory of shop in staging, ConfigMap " + scene.namespace
                                + "/gitops.shop.staging that of shop in production",
                        "to do it, add --yes");
        assertThat(renamed.exitCode()).as(renamed.err()).isZero();
        assertThat(renamed.out()).contains("gitops.shop.production, with 1 object");
        assertThat(kubectl("get", "configmaps", "-o", "name"))
                .contains("gitops.shop.production")
                .doesNotContain("gitops.shop.staging");
        List<String> again = new ArrayList<>(
                scene.deploy(ImageRegistry.shared().push("shop", "2", Map.of()).toString()));
        again.set(again.indexOf("staging"), "production");
        Said delivered = scene.run(again);
        assertThat(delivered.exitCode()).as(delivered.err()).isZero();
        assertThat(kubectl("get", "deployment/shop", "-o", "jsonpath={.metadata.uid}"))
                .isEqualTo(uid);
    }

    @Test
    void what_is_forgotten_stays_in_the_cluster_and_is_nobodys() {
        deploy("1");
        assertThat(labels("deployment/shop")).contains(LABEL);

        Said forgotten = inventory("forget", "--application", "shop", "--environment", "staging", "--yes");
        Said again = inventory("forget", "--application", "shop", "--environment", "staging", "--yes");

        assertThat(forgotten.exitCode()).as(forgotten.err()).isZero();
        assertThat(forgotten.out()).contains("1 object stays in the cluster");
        assertThat(labels("deployment/shop")).doesNotContain(LABEL);
        assertThat(inventory("list", "--output", "wide").out()).isEqualToIgnoringNewLines("No inventories.");
        assertThat(again.exitCode()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(again.err()).contains("has no inventory of shop in staging", "gitops inventory list");
        deploy("2");
    }

    @Test
    void another_repository_takes_over_when_it_is_told_to() {
        deploy("1");
        String other = "https://git.example/shop.git";

        Said adopted =
                inventory("adopt", "--application", "shop", "--environment", "staging", "--repository", other, "--yes");
        Said refused = scene.run(
                scene.deploy(ImageRegistry.shared().push("shop", "2", Map.of()).toString()));

        assertThat(adopted.exitCode()).as(adopted.err()).isZero();
        assertThat(adopted.out()).contains("from " + "http", "to https://git.example/shop");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(refused.err())
                .contains(
                        "shop in staging belongs to https://git.example/shop",
                        "gitops inventory adopt --application shop --environment staging --namespace "
                                + scene.namespace);
    }
}
