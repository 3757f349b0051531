package io.jenkins.plugins.gitops.cli;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.cli.CommandLineScene.Said;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The command line's process is killed (SIGKILL) when its record has come to a phase, and so in the middle of that
 * phase's work; then the delivery is resumed. However it was killed: one commit, and the cluster equal to it.
 */
class KilledTest {

    private static final String CRASH = "io.jenkins.gitops.stand-in";

    @FreshScene
    private CommandLineScene scene;

    @ParameterizedTest
    @EnumSource(
            value = DeliveryPhase.class,
            names = {"RENDER", "PLAN", "COMMIT", "APPLY", "WAIT"})
    void killed_in_any_phase_and_resumed_it_is_one_commit_and_the_cluster_equals_it(DeliveryPhase phase)
            throws Exception {
        ImageReference image = push("1", Map.of());

        DeployRecord left = killIn(record -> record.phase() == phase && !record.rollingBack(), image);
        Said resumed = scene.resume();

        assertThat(left.phase()).isEqualTo(phase);
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(scene.commits()).isEqualTo(2);
        assertThat(scene.repository.git("log", "-1", "--format=%(trailers:key=Gitops-Deploy-Id,valueonly)", "main"))
                .startsWith(left.id().value());
        assertThat(scene.running()).isEqualTo(image.withoutTag().toString());
    }

    @ParameterizedTest
    @EnumSource(
            value = DeliveryPhase.class,
            names = {"ROLLBACK", "PLAN", "COMMIT", "APPLY", "WAIT"})
    void killed_on_the_way_back_it_is_one_commit_back_and_the_cluster_equals_it(DeliveryPhase phase) throws Exception {
        ImageReference good = push("1", Map.of());
        assertThat(scene.run(scene.deploy(good.toString())).exitCode()).isZero();
        ImageReference broken = push("2", Map.of(CRASH, "crash"));

        DeployRecord left = killIn(
                record -> record.phase() == phase && (record.rollingBack() || phase == DeliveryPhase.ROLLBACK), broken);
        Said resumed = scene.resume();

        assertThat(left.phase()).isEqualTo(phase);
        assertThat(resumed.exitCode()).as(resumed.err()).isEqualTo(1);
        assertThat(resumed.out()).startsWith("failed, rolled back");
        assertThat(scene.commits()).isEqualTo(4);
        assertThat(scene.running()).isEqualTo(good.withoutTag().toString());
    }

    @Test
    void killed_when_the_server_has_the_commit_and_the_answer_is_still_to_come() throws Exception {
        killFromHook("post-receive", 0);
        ImageReference image = push("1", Map.of());

        DeployRecord left = killIn(record -> false, image);
        Files.delete(hook("post-receive"));
        Said resumed = scene.resume();

        assertThat(left.phase()).isEqualTo(DeliveryPhase.COMMIT);
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(scene.commits()).isEqualTo(2);
        assertThat(scene.running()).isEqualTo(image.withoutTag().toString());
    }

    @Test
    void killed_before_the_server_refused_the_commit() throws Exception {
        killFromHook("pre-receive", 1);
        ImageReference image = push("1", Map.of());

        DeployRecord left = killIn(record -> false, image);
        assertThat(scene.commits()).isEqualTo(1);
        Files.delete(hook("pre-receive"));
        Said resumed = scene.resume();

        assertThat(left.phase()).isEqualTo(DeliveryPhase.COMMIT);
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(scene.commits()).isEqualTo(2);
    }

    @Test
    void the_caches_may_be_lost_between_the_kill_and_the_resume() throws Exception {
        killFromHook("post-receive", 0);
        ImageReference image = push("1", Map.of());
        killIn(record -> false, image);
        Files.delete(hook("post-receive"));
        delete(scene.state().resolve("git"));

        Said resumed = scene.resume();

        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(scene.commits()).isEqualTo(2);
    }

    @Test
    void who_ends_it_by_hand_is_told_how_to_go_on() throws Exception {
        ImageReference image = push("slow", Map.of(CRASH, "never-ready"));
        Process process = scene.start(scene.deploy(image.toString()));
        eventually("it waits for the Deployment").until(scene::err, said -> said.contains("wait  "));

        process.destroy();

        assertThat(Eventually.exitCode(process)).isNotZero();
        assertThat(read(scene.folder.resolve("err")))
                .contains("gitops resume " + records().ids().get(0));
    }

    @Test
    void a_finished_delivery_can_be_resumed_to_no_effect() throws Exception {
        ImageReference image = push("1", Map.of());
        assertThat(scene.run(scene.deploy(image.toString())).exitCode()).isZero();
        DeployId id = records().ids().get(0);

        Said again = scene.resume(id.value());

        assertThat(again.exitCode()).isZero();
        assertThat(again.out()).startsWith("healthy");
        assertThat(scene.commits()).isEqualTo(2);
    }

    private static ImageReference push(String tag, Map<String, String> labels) {
        return ImageRegistry.shared().push("shop", tag, labels);
    }

    private RecordStore records() {
        return new RecordStore(scene.state().resolve("deliveries"));
    }

    /** Deploys and kills the process once its record is so, or waits until it is killed otherwise. */
    private DeployRecord killIn(Predicate<DeployRecord> moment, ImageReference image) throws Exception {
        List<DeployId> before = records().ids();
        Process process = scene.start(scene.deploy(image.toString()));
        Files.writeString(scene.folder.resolve("pid"), Long.toString(process.pid()));
        // With hardly a pause: the moment is short.
        eventually("it is killed, or its record is so")
                .pollInterval(Duration.ofMillis(1))
                .until(() -> !process.isAlive()
                        || records().ids().stream()
                                .filter(id -> !before.contains(id))
                                .findFirst()
                                .map(records()::read)
                                .filter(moment)
                                .isPresent());
        process.destroyForcibly();
        int killed = 128 + 9;
        assertThat(Eventually.exitCode(process))
                .as(() -> "killed; it said " + read(scene.folder.resolve("err")))
                .isEqualTo(killed);
        return records().unfinished(unreadable -> {}).get(0);
    }

    private Path hook(String name) {
        return scene.repository.folder().resolve("hooks").resolve(name);
    }

    private void killFromHook(String name, int exitCode) throws IOException {
        Files.createDirectories(hook(name).getParent());
        Files.writeString(
                hook(name), "#!/bin/sh\nkill -9 $(cat '" + scene.folder.resolve("pid") + "')\nexit " + exitCode + "\n");
        Files.setPosixFilePermissions(hook(name), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
