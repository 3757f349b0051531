package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.cli.CommandLineScene.Said;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What may be done to objects that are there already, as options. */
class ExistingOptionsTest {

    @FreshScene
    private CommandLineScene scene;

    private String image;

    @BeforeEach
    void open() {
        image = ImageRegistry.shared().push("shop", "1", Map.of()).toString();
    }

    @Test
    void what_kubectl_applied_is_a_conflict_that_names_the_way_out_and_adoption_takes_it() throws IOException {
        Path applied = Files.writeString(
                scene.folder.resolve("applied.yaml"),
                CommandLineScene.app().replace("spec:\n  selector", "spec:\n  revisionHistoryLimit: 3\n  selector"));
        ControlPlane.shared()
                .kubectl(scene.namespace, "apply", "-f", applied.toString())
                .succeeded();

        Said refused = scene.run(scene.deploy(image));
        Said planned = scene.run(scene.deploy(image, "--adopt", "--dry-run"));
        Said adopted = scene.run(scene.deploy(image, "--adopt"));

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.err()).contains("kubectl-client-side-apply", "--adopt on the command line");
        assertThat(planned.out()).contains("adopts Deployment " + scene.namespace + "/shop from kubectl");
        assertThat(adopted.exitCode()).as(adopted.err()).isZero();
        assertThat(scene.running()).contains("@sha256:");
    }

    @Test
    void a_name_that_no_object_has_is_told_with_those_that_there_are() {
        Said said = scene.run(scene.deploy(image, "--replace", "Deployment/shopp", "--adopt-helm", "Job/migrate"));

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(said.err())
                .contains(
                        "replace names Deployment/shopp: no object of this delivery, so no effect; it has"
                                + " Deployment/" + scene.namespace + "/shop",
                        "adoptHelm names Job/migrate: no object");
    }

    @Test
    void a_name_that_is_none_is_a_mistake_at_the_desk() {
        Said said = scene.run(scene.deploy(image, "--replace", "migrate"));

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err()).contains("--replace", "'migrate' does not name an object", "Job/migrate");
    }
}
