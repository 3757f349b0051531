package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.gitops.cli.CommandLineScene.Said;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DriftCommandTest {

    @FreshScene
    private CommandLineScene scene;

    @BeforeEach
    void deliver() {
        ImageReference image = ImageRegistry.shared().push("shop", "1", Map.of());
        Said said = scene.run(scene.deploy(image.toString()));
        assertThat(said.exitCode()).as(said.err()).isZero();
    }

    @Test
    void compares_with_the_delivered_commit_whatever_people_committed_since() {
        String delivered = scene.tip();
        scene.repository.commit(
                "main",
                "Not delivered yet",
                Map.of("k8s/more.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: more}\n"));

        Said said = scene.run(drift());

        assertThat(said.exitCode()).as(said.out() + said.err()).isZero();
        assertThat(said.out())
                .startsWith("shop in staging beside " + delivered.substring(0, 10))
                .endsWith("0 changed, 0 missing, 0 not in the commit; 1 compared\n");
    }

    @Test
    void says_as_text_and_as_json_what_was_changed_by_whom_and_ends_with_1() throws IOException {
        kubectl("set", "image", "deployment/shop", "shop=example/other:1", "--field-manager=somebody");

        Said text = scene.run(drift());
        Said json = scene.run(drift("--json"));

        assertThat(text.exitCode()).as(text.err()).isEqualTo(1);
        assertThat(text.out())
                .contains("~ Deployment " + scene.namespace + "/shop  (k8s/shop.yaml:1)")
                .contains(
                        "spec.template.spec.containers[shop].image: wanted ", ", is \"example/other:1\"; by somebody");
        assertThat(json.exitCode()).isEqualTo(1);
        JsonNode report = new ObjectMapper().readTree(json.out());
        assertThat(report.path("revision").asText()).isEqualTo(scene.tip());
        JsonNode field =
                report.path("drift").path("objects").path(0).path("fields").path(0);
        assertThat(field.path("manager").asText()).isEqualTo("somebody");
        assertThat(field.path("since").asText()).startsWith("20");
        assertThat(field.path("pointer").asText()).isEqualTo("/spec/template/spec/containers/shop/image");
        assertThat(report.path("result").asText()).isEqualTo("healthy");
        assertThat(report.path("held").asBoolean(true)).isFalse();
        assertThat(report.has("underWay")).isFalse();
    }

    @Test
    void an_application_that_was_never_delivered_is_refused() {
        List<String> arguments = drift();
        arguments.set(arguments.indexOf("--application") + 1, "stranger");

        Said said = scene.run(arguments);

        assertThat(said.exitCode()).isEqualTo(3);
        assertThat(said.err()).contains("There is no delivery of stranger in staging");
    }

    @Test
    void says_when_the_cluster_knows_of_another_delivery_than_the_branch() {
        kubectl("delete", "configmap/gitops.shop.staging");

        Said said = scene.run(drift());

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(said.out()).contains("The cluster was last made equal to no delivery");
    }

    private void kubectl(String... arguments) {
        ControlPlane.shared().kubectl(scene.namespace, arguments).succeeded();
    }

    private List<String> drift(String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("drift", "--application", "shop", "--environment", "staging", "--manifests", "k8s"));
        arguments.addAll(scene.places());
        arguments.addAll(List.of(more));
        return arguments;
    }
}
