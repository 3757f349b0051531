package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.gitops.cli.CommandLineScene.Said;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is delivered without an image, and delivered again. */
class SyncCommandTest {

    @FreshScene
    private CommandLineScene scene;

    @Test
    void manifests_alone_are_delivered_listed_and_made_so_again() throws IOException {
        String image = ImageRegistry.shared().push("shop", "1", Map.of()).toString();
        assertThat(scene.run(scene.deploy(image)).exitCode()).isZero();

        Said unnamed = scene.run(of("deploy", "--environment", "staging"));
        Said alone = scene.run(of("deploy", "--environment", "staging", "--application", "shop"));
        Said history = scene.run(List.of(
                "history",
                "--repository",
                scene.repository.url(),
                "--git-username",
                scene.repository.username(),
                "--state",
                scene.state().toString(),
                "--output",
                "wide"));
        int commits = scene.commits();
        ControlPlane.shared()
                .kubectl(scene.namespace, "delete", "deployment/shop")
                .succeeded();
        Said synced = scene.run(of("sync", "--environment", "staging", "--application", "shop", "--json"));
        Said metrics = scene.run(List.of("metrics", "--state", scene.state().toString()));

        assertThat(unnamed.exitCode()).as(unnamed.err()).isEqualTo(3);
        assertThat(unnamed.err()).contains("no image", "--application shop");
        assertThat(alone.exitCode()).as(alone.err()).isZero();
        assertThat(history.out().lines().toList().get(1)).contains("(manifests alone)");
        assertThat(synced.exitCode()).as(synced.err()).isZero();
        assertThat(new ObjectMapper().readTree(synced.out()).at("/request/kind").asText())
                .isEqualTo("SYNC");
        assertThat(scene.running()).isEqualTo(image.replaceFirst(":1@", "@"));
        assertThat(scene.commits()).isEqualTo(commits);
        assertThat(metrics.out()).contains("outcome=\"healthy\",} 2.0");
    }

    private List<String> of(String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--manifests", "k8s"));
        arguments.addAll(scene.places());
        return arguments;
    }
}
