package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.cli.CommandLineScene.Said;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
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

/** What is recorded of where an image and a test result come from, and what is refused for it. */
class DeploySourceTest {

    @FreshScene
    private CommandLineScene scene;

    @Test
    void an_image_of_elsewhere_has_no_source_and_stops_no_later_build() {
        String built = scene.tip();
        assertHealthy(scene.runAlone(scene.deploy(image("1"))));
        checkOut();

        assertHealthy(scene.runAlone(withoutSource(scene.deploy(image("2")))));
        List<String> later = scene.deploy(image("3"));
        later.set(later.indexOf("--source") + 1, scene.repository.url() + "@" + built);
        Said said = scene.runAlone(later);

        assertHealthy(said);
        assertThat(scene.repository.git("log", "-1", "--skip=1", "--format=%B", "main"))
                .contains("Gitops-Deploy-Id")
                .doesNotContain("Gitops-Source");
    }

    @Test
    void what_was_built_in_a_dirty_work_tree_is_refused_and_recorded_as_that_when_it_is_allowed() throws IOException {
        List<String> deploy = withoutSource(scene.deploy(image("1")));
        int image = deploy.indexOf("--image");
        Path result = scene.folder.resolve("image.json");
        Files.writeString(
                result,
                "{\"image\":\"" + deploy.get(image + 1) + "\",\"builder\":\"buildah\",\"duration\":\"PT1S\",\"source\":"
                        + "{\"repository\":\"" + scene.repository.url() + "\",\"revision\":\"" + scene.tip()
                        + "\",\"committed\":\"2026-01-01T00:00:00Z\",\"dirty\":true}}");
        deploy.set(image, "--build-result");
        deploy.set(image + 1, result.toString());

        Said refused = scene.runAlone(deploy);
        String tip = scene.tip();
        deploy.add("--allow-dirty");
        Said allowed = scene.runAlone(deploy);

        assertThat(refused.exitCode()).as(refused.err()).isEqualTo(3);
        assertThat(refused.err()).contains("uncommitted changes (" + tip + "-dirty)", "--allow-dirty");
        assertHealthy(allowed);
        assertThat(scene.repository.git("log", "-1", "--format=%B", "main"))
                .contains("Gitops-Source: " + scene.repository.url() + "@" + tip + "-dirty");
    }

    @Test
    void manifests_here_that_are_not_pushed_are_named() throws IOException {
        checkOut();
        Files.writeString(scene.folder.resolve("k8s/shop.yaml"), CommandLineScene.app() + "# mine\n");

        Said said = scene.runAlone(scene.deploy(image("1"), "--dry-run"));

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(said.err().lines())
                .contains(
                        "warning: not delivered, since the remote branch main does not have it: k8s/shop.yaml (not"
                                + " committed) -> 'git commit' it, then bring it there ('git push', or a merge), and deploy again");
    }

    @Test
    void tests_of_another_commit_are_refused() throws IOException {
        checkOut();
        Said tests = scene.runAlone(List.of(
                "test",
                "--junit=r.xml",
                "--result=tests.json",
                "--",
                "sh",
                "-c",
                "echo '<testsuite><testcase name=\"a\"/></testsuite>' > r.xml"));
        Path result = scene.folder.resolve("tests.json");
        String tested = scene.tip();
        String another = scene.repository.commit("main", "More", Map.of("README", "More\n"));
        List<String> deploy = scene.deploy(image("1"), "--tests", result.toString());

        Said refused = scene.runAlone(deploy);

        assertThat(tests.exitCode()).as(tests.err()).isZero();
        assertThat(StoredFormats.parse(Files.readString(result))
                        .at("/source/revision")
                        .asText())
                .isEqualTo(tested);
        assertThat(refused.exitCode()).as(refused.err()).isEqualTo(3);
        assertThat(refused.err()).contains("The tests are of the commit " + tested, "built from " + another);
    }

    /** The work folder becomes a checkout of the tip. */
    private void checkOut() {
        for (List<String> command : List.of(
                List.of("git", "-C", scene.folder.toString(), "init", "-q"),
                List.of("git", "-C", scene.folder.toString(), "remote", "add", "origin", scene.repository.url()),
                List.of("git", "-C", scene.folder.toString(), "fetch", "-q", "origin", "main"),
                List.of("git", "-C", scene.folder.toString(), "checkout", "-q", "FETCH_HEAD"))) {
            DevScript.run(command).succeeded();
        }
    }

    private static List<String> withoutSource(List<String> deploy) {
        List<String> arguments = new ArrayList<>(deploy);
        int at = arguments.indexOf("--source");
        arguments.subList(at, at + 2).clear();
        return arguments;
    }

    private static String image(String tag) {
        return ImageRegistry.shared().push("shop", tag, Map.of("v", tag)).toString();
    }

    private static void assertHealthy(Said said) {
        assertThat(said.exitCode()).as(said.out() + said.err()).isZero();
    }
}
