package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.git.FaultyNetwork;
import io.jenkins.plugins.gitops.engine.git.FaultyNetwork.Fault;
import io.jenkins.plugins.gitops.engine.git.FaultyNetwork.FaultPlan;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole deliveries over a Git server that fails while they write: they know whether their commit is in, and end right. */
class UnreliableGitTest {

    private static final String PUSH = "POST .*/git-receive-pack .*";

    /** Requests that fail from the push on; each costs a second or more, and less than the delivery's timeout in all. */
    private static final int DOWN = 6;

    @TempDir
    Path folder;

    private FaultyNetwork network;
    private Scene scene;

    private void open(FaultPlan faults) {
        scene = new Scene(folder, repository -> {
            network = new FaultyNetwork(repository, faults);
            return network.url();
        });
    }

    @AfterEach
    void close() {
        scene.close();
        network.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ANSWER_LOST", "REQUEST_LOST", "SILENCE", "UNAVAILABLE"})
    void what_happens_to_one_push_ends_in_one_commit(Fault fault) {
        AtomicInteger pushes = new AtomicInteger();
        open(line -> line.matches(PUSH) && pushes.incrementAndGet() == 1 ? fault : Fault.NONE);
        ImageReference image = Scene.good("1");

        DeployRecord record = scene.deploy(image);

        assertThat(pushes).hasPositiveValue();
        deliveredOnce(record, image, 2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ANSWER_LOST", "REQUEST_LOST", "UNAVAILABLE"})
    void a_server_that_is_away_from_the_push_on_and_comes_back_has_one_commit(Fault fault) {
        AtomicInteger asked = new AtomicInteger();
        open(line -> {
            int since = sincePush(asked, line);
            return since > 0 && since <= DOWN ? fault : Fault.NONE;
        });
        ImageReference image = Scene.good("1");

        DeployRecord record = scene.deploy(image);

        assertThat(asked).hasValueGreaterThan(DOWN);
        assertThat(record.events()).anySatisfy(event -> assertThat(event.text()).contains("Asking again"));
        deliveredOnce(record, image, 2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ANSWER_LOST", "REQUEST_LOST"})
    void a_server_that_lets_nobody_in_after_a_push_without_an_answer_is_asked_again(Fault fault) {
        AtomicInteger asked = new AtomicInteger();
        open(line -> {
            int since = sincePush(asked, line);
            if (since == 1) {
                return fault;
            }
            return since > 0 && since <= DOWN ? Fault.DENIED : Fault.NONE;
        });
        ImageReference image = Scene.good("1");

        DeployRecord record = scene.deploy(image);

        assertThat(asked).hasValueGreaterThan(DOWN);
        deliveredOnce(record, image, 2);
    }

    @Test
    void a_server_that_lets_nobody_in_after_the_commit_is_asked_again() {
        AtomicInteger asked = new AtomicInteger();
        open(line -> {
            int since = sincePush(asked, line);
            return since > 1 && since <= DOWN ? Fault.DENIED : Fault.NONE;
        });
        ImageReference image = Scene.good("1");

        DeployRecord record = scene.deploy(image);

        assertThat(asked).hasValueGreaterThan(DOWN);
        assertThat(record.events()).anySatisfy(event -> assertThat(event.text()).contains("Asking again"));
        deliveredOnce(record, image, 2);
    }

    @Test
    void a_process_that_was_killed_while_it_pushed_does_not_say_that_nothing_was_committed() {
        AtomicBoolean denied = new AtomicBoolean();
        open(line -> denied.get() ? Fault.DENIED : Fault.NONE);
        ImageReference image = Scene.good("1");
        DeployRecord made = scene.delivery
                .advance(readyToCommit(scene.request(image).build()), scene.context)
                .record();
        assertThat(made.attempt().writing().pushes()).isEqualTo(1);
        // It is killed here, perhaps after its push came in.
        Delivery restarted = new Delivery(scene.store);
        denied.set(true);

        DeployRecord asking = restarted.advance(made, scene.context).record();

        assertThat(asking.phase()).isEqualTo(DeliveryPhase.COMMIT);
        assertThat(asking.trouble()).isPresent();
        denied.set(false);
        deliveredOnce(scene.run(asking), image, 2);
    }

    @Test
    void a_rollback_waits_for_a_server_that_lets_nobody_in() {
        AtomicBoolean denied = new AtomicBoolean();
        open(line -> denied.get() ? Fault.DENIED : Fault.NONE);
        assertEnding(scene.deploy(Scene.good("1")), Outcome.HEALTHY);
        DeployRecord failed = scene.until(
                scene.delivery.begin(
                        scene.request(Scene.broken("2")).build(), scene.context.clock(), scene.context.random()),
                DeliveryPhase.ROLLBACK);
        denied.set(true);

        DeployRecord asking = scene.delivery.advance(failed, scene.context).record();

        assertThat(asking.phase()).isEqualTo(DeliveryPhase.ROLLBACK);
        assertThat(asking.trouble()).isPresent();
        denied.set(false);
        DeployRecord record = scene.run(asking);
        assertEnding(record, Outcome.FAILED);
        assertThat(record.ending().orElseThrow().rolledBack()).isTrue();
    }

    @Test
    void a_server_that_refuses_every_second_push_has_what_it_took_and_says_what_it_did_not() throws IOException {
        open(line -> Fault.NONE);
        hook(
                """
                #!/bin/sh
                echo x >> "$GIT_DIR/pushes"
                [ $(($(wc -l < "$GIT_DIR/pushes") % 2)) = 1 ] && exit 0
                echo 'come back later' >&2
                exit 1
                """);

        List<DeployRecord> records =
                List.of(scene.deploy(Scene.good("1")), scene.deploy(Scene.good("2")), scene.deploy(Scene.good("3")));

        assertThat(records)
                .extracting(record -> record.ending().orElseThrow().outcome())
                .containsExactly(Outcome.HEALTHY, Outcome.REFUSED, Outcome.HEALTHY);
        assertThat(records.get(1).ending().orElseThrow().reason()).contains("come back later");
        assertThat(scene.commits()).isEqualTo(3);
        assertThat(scene.repository.git("log", "--format=%(trailers:key=Gitops-Deploy-Id,valueonly)", "main"))
                .contains(records.get(0).id().value(), records.get(2).id().value())
                .doesNotContain(records.get(1).id().value());
        assertThat(scene.running()).isEqualTo(Scene.good("3").withoutTag().toString());
    }

    @Test
    void on_a_branch_that_was_rewritten_in_between_the_deploy_is_made_anew() {
        open(line -> Fault.NONE);
        ImageReference image = Scene.good("1");
        DeployRequest request = scene.request(image).build();
        scene.repository.commit("main", "Dropped", Map.of("README", "dropped\n"));
        DeployRecord ready = readyToCommit(request);
        scene.repository.git("update-ref", "refs/heads/main", "main~1");
        scene.repository.commit("main", "In its place", Map.of("README", "kept\n"));

        DeployRecord record = scene.run(ready);

        deliveredOnce(record, image, 3);
        assertThat(scene.repository.git("log", "--format=%s", "main"))
                .contains("In its place")
                .doesNotContain("Dropped");
        assertThat(scene.repository.git("show", "main:README")).isEqualTo("kept\n");
    }

    @Test
    void a_branch_that_was_rewritten_with_other_manifests_supersedes() {
        open(line -> Fault.NONE);
        DeployRecord ready = readyToCommit(scene.request(Scene.good("1")).build());
        scene.repository.commit(
                "other", "Two", Map.of("k8s/shop.yaml", Scene.shop().replace("replicas: 1", "replicas: 2")));
        scene.repository.git("update-ref", "refs/heads/main", "refs/heads/other");

        DeployRecord record = scene.run(ready);

        assertEnding(record, Outcome.SUPERSEDED);
        assertThat(scene.running()).isEmpty();
    }

    @Test
    void a_branch_that_was_deleted_in_between_is_not_made_again() {
        open(line -> Fault.NONE);
        DeployRecord ready = readyToCommit(scene.request(Scene.good("1")).build());
        scene.repository.git("update-ref", "-d", "refs/heads/main");

        DeployRecord record = scene.run(ready);

        assertEnding(record, Outcome.REFUSED);
        assertThat(record.ending().orElseThrow().reason()).contains("no branch 'main'");
        assertThat(scene.repository.git("branch", "--list")).isEmpty();
        assertThat(scene.running()).isEmpty();
    }

    private DeployRecord readyToCommit(DeployRequest request) {
        return scene.until(
                scene.delivery.begin(request, scene.context.clock(), scene.context.random()), DeliveryPhase.COMMIT);
    }

    /** How many requests there were since the first push, with that; 0 before it. */
    private static int sincePush(AtomicInteger asked, String line) {
        return asked.get() > 0 || line.matches(PUSH) ? asked.incrementAndGet() : 0;
    }

    private void deliveredOnce(DeployRecord record, ImageReference image, int commits) {
        assertEnding(record, Outcome.HEALTHY);
        assertThat(scene.commits()).isEqualTo(commits);
        assertThat(scene.trailer("Gitops-Deploy-Id"))
                .containsExactly(record.id().value());
        assertThat(scene.running()).isEqualTo(image.withoutTag().toString());
    }

    private void hook(String script) throws IOException {
        Path hook = scene.repository.folder().resolve("hooks/pre-receive");
        Files.createDirectories(hook.getParent());
        Files.writeString(hook, script);
        Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
