package io.jenkins.plugins.gitops.cli.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.cli.CommandLineScene;
import io.jenkins.plugins.gitops.cli.CommandLineScene.Said;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A delivery of which gitops.yaml says all but the environment, in a folder of its own. */
class ApplicationFileDeliveryTest {

    @FreshScene
    private CommandLineScene scene;

    @Test
    void the_environment_is_enough_to_deliver_and_to_look_for_drift() throws IOException {
        Files.writeString(
                scene.folder.resolve("gitops.yaml"),
                """
                version: 1
                repository: %s
                applications: {shop: {manifests: k8s, timeout: 40s}}
                environments: {staging: {namespace: %s}}
                """
                        .formatted(scene.repository.url(), scene.namespace));
        String image = ImageRegistry.shared().push("shop", "file", Map.of()).toString();

        Said wrong = scene.runAlone(with("deploy", "-e", "stagin", "--image", image));
        Said delivered = scene.runAlone(with("deploy", "-e", "staging", "--image", image));
        Said drift = scene.runAlone(with("drift", "-e", "staging"));

        assertThat(wrong.exitCode()).isEqualTo(3);
        assertThat(wrong.err()).contains("gitops.yaml has no environment 'stagin'", "Did you mean 'staging'?");
        assertThat(delivered.exitCode()).as(delivered.err()).isZero();
        assertThat(scene.running()).isEqualTo(image.replaceFirst(":file@", "@"));
        assertThat(scene.repository.git("log", "-1", "--format=%B", "main"))
                .contains("Gitops-Application: shop", "Gitops-Environment: staging");
        assertThat(drift.exitCode()).as(drift.out() + drift.err()).isZero();
    }

    private List<String> with(String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--git-username", scene.repository.username()));
        arguments.addAll(List.of(
                "--kubeconfig", scene.places().get(5), "--state", scene.state().toString()));
        return arguments;
    }
}
