package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.cli.CommandLineScene.Said;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.nio.file.Files;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is printed beside the result, with {@code -q} and {@code -v}. */
class QuietAndVerboseTest {

    @FreshScene
    private CommandLineScene scene;

    private static String image() {
        return ImageRegistry.shared().push("shop", "1", Map.of()).toString();
    }

    @Test
    void quiet_is_the_result_alone_and_an_error_still_is_one() {
        Said said = scene.run(scene.deploy(image(), "-q"));
        Said refused = scene.run(scene.deploy("registry.example/shop:1", "--quiet"));

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(said.out()).contains("healthy");
        assertThat(said.err()).isEmpty();
        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.err()).startsWith("error: ").contains("not pinned by a digest");
    }

    @Test
    void verbose_shows_what_is_asked_and_no_secret() {
        Said said = scene.run(scene.deploy(image(), "-v"));

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(said.err()).contains("GET https://", ": 200, ", " ms");
        String basic = Base64.getEncoder()
                .encodeToString((scene.repository.username() + ":" + scene.repository.password()).getBytes());
        assertThat(said.out() + said.err())
                .doesNotContain(scene.repository.password(), basic, "Authorization", "Bearer", "BEGIN");
    }

    @Test
    void the_way_on_after_an_interrupt_is_told_also_when_quiet() throws Exception {
        String waits = ImageRegistry.shared()
                .push("shop", "2", Map.of("io.jenkins.gitops.stand-in", "never-ready"))
                .toString();
        Process delivery = scene.start(scene.deploy(waits, "-q"));
        for (int i = 0;
                i < 300
                        && !ControlPlane.shared()
                                .kubectl(scene.namespace, "get", "deployment", "shop")
                                .out()
                                .contains("shop");
                i++) {
            Thread.sleep(100);
        }

        new ProcessBuilder("kill", "-INT", Long.toString(delivery.pid()))
                .start()
                .waitFor();

        assertThat(delivery.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(scene.folder.resolve("err"))).contains("go on with: gitops resume ");
    }
}
