package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.cli.CommandLineScene.Said;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many objects one delivery may prune, as an option. */
class PruneLimitTest {

    @FreshScene
    private CommandLineScene scene;

    private String image;

    @BeforeEach
    void open() {
        image = ImageRegistry.shared().push("shop", "1", Map.of()).toString();
    }

    @Test
    void more_than_the_limit_is_refused_and_pruned_where_the_limit_is_raised() {
        configMaps("a", "b", "c");
        assertThat(scene.run(scene.deploy(image)).exitCode()).isZero();
        configMaps("c");

        Said refused = scene.run(scene.deploy(image, "--prune", "--prune-limit", "1"));
        Said pruned = scene.run(scene.deploy(image, "--prune", "--prune-limit", "2"));
        configMaps();
        Said last = scene.run(scene.deploy(image, "--prune"));

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.err())
                .contains("2 objects would be pruned, and the limit is 1: ConfigMap " + scene.namespace + "/a")
                .contains("--prune-limit on the command line");
        assertThat(pruned.exitCode()).as(pruned.err()).isZero();
        assertThat(pruned.err()).contains("Pruned 2 objects, not wanted any more");
        assertThat(last.err()).contains("Pruned 1 object, not wanted any more", ": 1 object, 0 image values to change");
        assertThat(ControlPlane.shared()
                        .kubectl(scene.namespace, "get", "configmaps", "-o", "name")
                        .succeeded())
                .doesNotContain("configmap/a", "configmap/b", "configmap/c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "10001", "many"})
    void a_limit_out_of_bounds_is_a_mistake_at_the_desk(String limit) {
        Said said = scene.run(scene.deploy(image, "--prune", "--prune-limit", limit));

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err())
                .contains("--prune-limit", "cannot be '" + limit + "'. Write a number of objects from 1 to 10000");
    }

    private void configMaps(String... names) {
        scene.repository.commit(
                "main",
                "ConfigMaps",
                Map.of(
                        "k8s/more.yaml",
                        Stream.of(names)
                                .map(name -> "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + "}\n")
                                .collect(Collectors.joining("---\n"))));
    }
}
