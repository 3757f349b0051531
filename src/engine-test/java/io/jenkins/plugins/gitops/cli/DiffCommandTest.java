package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;

class DiffCommandTest {

    private static final String SECRET =
            "apiVersion: v1\nkind: Secret\nmetadata: {name: shop}\nstringData: {password: hunter2-%s}\n";

    @FreshScene
    private CommandLineScene scene;

    @Test
    void ends_with_0_without_a_difference_and_with_1_with_one_and_shows_no_secret() {
        scene.repository.commit("main", "A secret", Map.of("k8s/secret.yaml", SECRET.formatted(1)));
        ImageReference first = ImageRegistry.shared().push("shop", "1", Map.of());
        ImageReference second = ImageRegistry.shared().push("shop", "2", Map.of("v", "2"));
        assertThat(scene.run(diff(first)).exitCode()).isEqualTo(1);
        assertThat(scene.run(scene.deploy(first.toString())).exitCode()).isZero();
        int commits = scene.commits();

        Said same = scene.run(diff(first));
        scene.repository.commit("main", "Another", Map.of("k8s/secret.yaml", SECRET.formatted(2)));
        Said other = scene.run(diff(second));
        Said json = scene.run(diff(second, "-o", "json"));

        assertThat(same.exitCode()).as(same.out() + same.err()).isZero();
        assertThat(other.exitCode()).as(other.err()).isEqualTo(1);
        assertThat(other.out())
                .contains(
                        "spec.template.spec.containers[shop].image: ",
                        second.digest().orElseThrow().value())
                .contains("Secret " + scene.namespace + "/shop", "(masked)")
                .doesNotContain("hunter2");
        assertThat(json.exitCode()).isEqualTo(1);
        assertThat(StoredFormats.parse(json.out()).at("/error/code").asText()).isEqualTo("failed");
        assertThat(StoredFormats.parse(json.out()).at("/plan/changes")).hasSize(2);
        assertThat(scene.commits()).as("commits after a diff").isEqualTo(commits + 1);
    }

    @Test
    void an_error_is_none_of_both() {
        scene.repository.commit(
                "main",
                "A mistake",
                Map.of("k8s/shop.yaml", CommandLineScene.app().replace("template", "templates")));

        Said said = scene.run(diff(ImageRegistry.shared().push("shop", "1", Map.of()), "--json"));

        assertThat(said.exitCode()).as(said.out()).isEqualTo(3);
        assertThat(StoredFormats.parse(said.out()).at("/error/code").asText()).isEqualTo("refused");
    }

    @Test
    void what_a_deploy_would_refuse_ends_so_in_a_dry_run_too() throws IOException {
        Path applied = Files.writeString(scene.folder.resolve("applied.yaml"), CommandLineScene.app());
        ControlPlane.shared()
                .kubectl(scene.namespace, "apply", "-f", applied.toString())
                .succeeded();
        String image = ImageRegistry.shared().push("shop", "1", Map.of()).toString();

        Said dryRun = scene.run(scene.deploy(image, "--dry-run"));

        assertThat(dryRun.exitCode()).as(dryRun.out()).isEqualTo(3);
        assertThat(dryRun.err()).contains("other managers own fields", "kubectl-client-side-apply");
    }

    private List<String> diff(ImageReference image, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("diff", "-e", "staging", "--manifests", "k8s", "--image", image.toString()));
        arguments.addAll(scene.places());
        arguments.addAll(List.of(more));
        return arguments;
    }
}
