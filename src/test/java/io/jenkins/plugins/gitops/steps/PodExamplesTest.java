package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jenkinsci.plugins.pipeline.modeldefinition.parser.Converter;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;

/**
 * The agents in pods of {@code examples/pods}. No pod runs here: kaniko and BuildKit do not either. What a real API server and
 * Jenkins' own check of Pipelines accept is shown, and buildah's commands are run on this machine.
 */
@WithSharedJenkins
class PodExamplesTest {

    private static final Path FOLDER = Path.of("examples", "pods");

    @ParameterizedTest
    @ValueSource(strings = {"buildah", "kaniko", "buildkit"})
    void an_api_server_takes_the_pod(String tool, @TempDir Path temporary) throws IOException {
        Path pod = temporary.resolve("pod.yaml");
        String yaml = text(tool + ".yaml");
        Files.writeString(
                pod,
                yaml.contains("metadata:\n")
                        ? yaml.replace("metadata:\n", "metadata:\n  name: agent\n")
                        : yaml.replace("kind: Pod\n", "kind: Pod\nmetadata: {name: agent}\n"));

        DevScript.Output created = ControlPlane.shared()
                .kubectl(ControlPlane.shared().freshNamespace(), "create", "--dry-run=server", "-f", pod.toString());

        assertThat(created.toString()).contains("pod/agent created (server dry run)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"buildah", "kaniko", "buildkit"})
    void jenkins_takes_the_jenkinsfile(String tool, JenkinsRule jenkins) throws Exception {
        String jenkinsfile = text(tool + ".Jenkinsfile");

        assertThat(jenkinsfile).contains("yamlFile 'pods/" + tool + ".yaml'; defaultContainer '" + tool + "'");
        assertThat(text(tool + ".yaml")).contains("- name: " + tool + "\n", "- name: compile\n");
        assertThat(Converter.scriptToPipelineDef(withoutPod(jenkinsfile))
                        .getStages()
                        .getStages())
                .hasSize(2);
        assertThat(jenkins.jenkins).isNotNull();
    }

    @Test
    void what_buildah_pushed_is_delivered_by_its_digest(JenkinsRule jenkins) throws Exception {
        Shop shop = new Shop(withoutPod(text("buildah.Jenkinsfile"))
                .replace("registry.example", "REGISTRY")
                .replace("./compile", "true")
                .replace("buildah push", "buildah push --tls-verify=false")
                .replace("k8s/overlays/staging", "k8s"));
        shop.configure();

        WorkflowRun build = jenkins.buildAndAssertSuccess(shop.job(jenkins));

        assertThat(shop.running())
                .isEqualTo(BuildFacts.of(build)
                        .deliveries()
                        .get(0)
                        .request()
                        .images()
                        .get(0)
                        .toString())
                .contains("/shop@sha256:");
    }

    private static String text(String name) throws IOException {
        return Files.readString(FOLDER.resolve(name));
    }

    /** The plugin kubernetes is not here. */
    private static String withoutPod(String jenkinsfile) {
        return jenkinsfile
                .replaceFirst("agent \\{ kubernetes \\{[^}]*}\\s*}", "agent any")
                .replace("container('compile')", "dir('.')");
    }
}
