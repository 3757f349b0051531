package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import io.jenkins.plugins.gitops.engine.parts.RunnableImages;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries to a node that runs containers. Where no such node can be, nothing is tested, and a line says so. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RealNodeTest {

    @TempDir
    static Path state;

    private static Optional<ControlPlane> plane = Optional.empty();
    private static List<String> interfacesBefore;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws IOException {
        interfacesBefore = interfaces();
        plane = ControlPlane.withRealNode(state);
        if (plane.isEmpty()) {
            System.err.println("RealNodeTest: tested nothing, because no real node can be here");
        }
        assumeTrue(plane.isPresent(), "no real node can be here");
    }

    @AfterAll
    static void stop() {
        plane.ifPresent(ControlPlane::stop);
    }

    @Test
    void what_is_healthy_runs_and_answers_at_the_address_of_its_service() throws IOException {
        try (Scene scene = scene(30)) {
            DeployRecord record = scene.deploy(RunnableImages.page("shop", "1", "Welcome"));

            assertEnding(record, Outcome.HEALTHY);
            String address = kubectl(scene, "get", "service/shop", "-o", "jsonpath={.spec.clusterIP}");
            eventually("the Service leads to the pod").ignoreExceptions().untilAsserted(() -> assertThat(
                            scene.plane.inNodeNetwork("curl", "-sf", "--max-time", "2", "http://" + address))
                    .contains("Welcome"));
            assertThat(kubectl(scene, "exec", "deployment/shop", "--", "/busybox", "cat", "/page/index.html"))
                    .contains("Welcome");
            assertThat(interfaces()).isEqualTo(interfacesBefore);
        }
    }

    @Test
    void a_crash_is_told_in_the_words_of_its_own_log_and_rolled_back() throws IOException {
        try (Scene scene = scene(30)) {
            ImageReference good = RunnableImages.page("shop", "1", "Welcome");
            assertEnding(scene.deploy(good), Outcome.HEALTHY);

            DeployRecord record =
                    scene.deploy(RunnableImages.crash("shop", "2", "fatal: no settings for " + scene.namespace));

            assertEnding(record, Outcome.FAILED);
            assertThat(record.ending().orElseThrow().reason()).contains("fatal: no settings for " + scene.namespace);
            assertThat(record.ending().orElseThrow().rolledBack()).isTrue();
            assertThat(scene.running()).isEqualTo(good.withoutTag().toString());
            assertThat(kubectl(scene, "get", "deployment/shop", "-o", "jsonpath={.status.readyReplicas}"))
                    .isEqualTo("1");
        }
    }

    @Test
    void a_container_that_never_answers_its_probe_is_not_healthy() throws IOException {
        try (Scene scene = scene(8)) {
            DeployRecord record = scene.deploy(RunnableImages.silent("shop", "3"));

            assertEnding(record, Outcome.FAILED);
            assertThat(record.ending().orElseThrow().reason()).contains("shop");
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void nothing_is_left_of_it_when_all_was_killed_and_it_is_stopped() throws IOException {
        String cgroup = cgroup();
        assertThat(processesIn(cgroup)).as("containers that run").isNotEmpty();

        plane.orElseThrow().killEverything();
        plane.orElseThrow().stop();

        assertThat(processesIn(cgroup)).isEmpty();
        assertThat(processesIn(state.toString())).isEmpty();
        assertThat(cgroupsNamed(cgroup)).isEmpty();
        assertThat(interfaces()).isEqualTo(interfacesBefore);
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(state.toString());
        assertThat(state.resolve("control-plane/node")).doesNotExist();
    }

    /** @param deadline after how many seconds without progress a rollout has failed */
    private Scene scene(int deadline) throws IOException {
        Scene scene = new Scene(folder, plane.orElseThrow());
        try (var file = RealNodeTest.class.getResourceAsStream("serving-shop.yaml")) {
            String shop = new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("REGISTRY", ImageRegistry.shared().address())
                    .replace("DEADLINE", Integer.toString(deadline));
            scene.repository.commit("main", "The shop answers", Map.of("k8s/shop.yaml", shop));
        }
        return scene;
    }

    private static String kubectl(Scene scene, String... arguments) {
        return scene.plane.kubectl(scene.namespace, arguments).succeeded();
    }

    private static List<String> interfaces() throws IOException {
        return NetworkInterface.networkInterfaces()
                .map(NetworkInterface::getName)
                .sorted()
                .toList();
    }

    /** The name of the node's cgroups. */
    private static String cgroup() throws IOException {
        String name = "";
        for (String line : Files.readAllLines(state.resolve("control-plane/node/kubelet.yaml"))) {
            if (line.startsWith("cgroupRoot: /")) {
                name = line.substring("cgroupRoot: /".length());
            }
        }
        return name;
    }

    /** Processes whose command line or cgroup names it. */
    private static List<String> processesIn(String name) throws IOException {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    String line = Files.readString(process.resolve("cmdline")).replace('\0', ' ');
                    if (line.contains(name)
                            || Files.readString(process.resolve("cgroup")).contains(name)) {
                        found.add(line);
                    }
                } catch (IOException gone) {
                    // It has ended meanwhile.
                }
            }
        }
        return found;
    }

    private static List<Path> cgroupsNamed(String name) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> controllers = Files.newDirectoryStream(Path.of("/sys/fs/cgroup"))) {
            for (Path controller : controllers) {
                if (Files.exists(controller.resolve(name))) {
                    found.add(controller.resolve(name));
                }
            }
        }
        return found;
    }
}
