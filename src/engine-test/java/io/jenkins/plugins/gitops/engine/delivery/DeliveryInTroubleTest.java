package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.access.ClientCredential;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.access.CredentialSource;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import io.jenkins.plugins.gitops.engine.parts.SetClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deliveries that others race, that servers refuse, or whose servers die. */
class DeliveryInTroubleTest {

    @FreshScene
    private Scene scene;

    @Test
    void a_commit_that_comes_in_between_is_kept_and_the_deploy_goes_on_top_of_it() {
        DeployRecord ready = scene.until(
                scene.delivery.begin(
                        scene.request(Scene.good("1")).build(), scene.context.clock(), scene.context.random()),
                DeliveryPhase.COMMIT);
        scene.repository.commit("main", "In between", Map.of("README", "changed\n"));

        DeployRecord record = scene.run(ready);

        assertEnding(record, Outcome.HEALTHY);
        assertThat(scene.commits()).isEqualTo(3);
        assertThat(scene.repository.git("show", "main:README")).isEqualTo("changed\n");
    }

    @Test
    void a_cache_that_cannot_be_used_for_a_while_is_no_failed_rollout() throws IOException {
        DeployRecord committed = scene.until(
                scene.delivery.begin(
                        scene.request(Scene.good("1")).build(), scene.context.clock(), scene.context.random()),
                DeliveryPhase.APPLY);
        Path cache;
        try (Stream<Path> all = Files.list(scene.folder.resolve("git"))) {
            cache = all.filter(Files::isDirectory).findFirst().orElseThrow();
        }
        Path aside = Files.move(cache, scene.folder.resolve("aside"));
        Files.createFile(cache);

        DeployRecord troubled = scene.delivery.advance(committed, scene.context).record();

        assertThat(troubled.phase()).isEqualTo(DeliveryPhase.APPLY);
        assertThat(troubled.trouble()).isPresent();
        assertThat(troubled.events()).last().asString().contains("Asking again", "cannot be used");
        Files.delete(cache);
        Files.move(aside, cache);
        assertEnding(scene.run(troubled), Outcome.HEALTHY);
        assertThat(scene.commits()).isEqualTo(2);
    }

    /** Another authority's, as after a change of the server's certificate, and text that is none. */
    @ParameterizedTest
    @ValueSource(strings = {"", "no certificate"})
    void a_certificate_authority_that_fits_no_more_is_no_failed_rollout(String authority) {
        ClusterAccess admin = Scene.access();
        ClusterAccess wrong = new ClusterAccess(
                admin.server(),
                Optional.of(authority).filter(text -> !text.isEmpty()),
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.of("token"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        assertAskedAgain(wrong, "ertificate");
    }

    @Test
    void a_credential_that_cannot_be_had_for_a_while_is_no_failed_rollout() {
        assertAskedAgain(
                Scene.access().as(new Vault(() -> {
                    throw new GitopsException("The vault is sealed", "Open it");
                })),
                "The vault is sealed");
    }

    @Test
    void a_credential_that_is_not_accepted_and_cannot_be_had_anew_is_no_failed_rollout() {
        assertAskedAgain(Scene.access().as(new Vault(() -> ClientCredential.token("expired"))), "The vault is sealed");
    }

    /** It has one credential, and none after that. */
    private record Vault(Supplier<ClientCredential> first) implements CredentialSource {

        @Override
        public ClientCredential current() {
            return first.get();
        }

        @Override
        public boolean rejected(ClientCredential credential) {
            throw new GitopsException("The vault is sealed", "Open it");
        }
    }

    /** After the commit, with an access that is of no use; later with one that is. */
    private void assertAskedAgain(ClusterAccess useless, String why) {
        DeployRecord committed = scene.until(
                scene.delivery.begin(
                        scene.request(Scene.good("1")).build(), scene.context.clock(), scene.context.random()),
                DeliveryPhase.APPLY);
        DeployRecord troubled;
        try (Cluster cluster = Cluster.connect(useless, Duration.ofSeconds(10))) {
            DeliveryContext context = new DeliveryContext(
                    scene.branch, cluster, scene.context.renderer(), scene.context.clock(), scene.context.random());
            troubled = scene.delivery.advance(committed, context).record();
        }

        assertThat(troubled.phase()).isEqualTo(DeliveryPhase.APPLY);
        assertThat(troubled.trouble()).isPresent();
        assertThat(troubled.events()).last().asString().contains("Asking again", why);
        assertEnding(scene.run(troubled), Outcome.HEALTHY);
        assertThat(scene.commits()).isEqualTo(2);
    }

    @Test
    void manifests_that_change_in_between_supersede() {
        DeployRecord ready = scene.until(
                scene.delivery.begin(
                        scene.request(Scene.good("1")).build(), scene.context.clock(), scene.context.random()),
                DeliveryPhase.COMMIT);
        scene.repository.commit(
                "main", "In between", Map.of("k8s/shop.yaml", Scene.shop().replace("replicas: 1", "replicas: 2")));

        DeployRecord record = scene.run(ready);

        assertEnding(record, Outcome.SUPERSEDED);
        assertThat(scene.commits()).isEqualTo(2);
        assertThat(scene.running()).isEmpty();
    }

    @Test
    void a_changed_rendering_is_planned_again() {
        DeployRecord ready = scene.until(
                scene.delivery.begin(
                        scene.request(Scene.good("1")).allowNewerManifests().build(),
                        scene.context.clock(),
                        scene.context.random()),
                DeliveryPhase.COMMIT);
        scene.repository.commit(
                "main", "In between", Map.of("k8s/shop.yaml", Scene.shop().replace("replicas: 1", "replicas: 2")));

        DeployRecord record = scene.run(ready);

        assertEnding(record, Outcome.HEALTHY);
        assertThat(record.events().stream().filter(event -> event.phase() == DeliveryPhase.PLAN))
                .as("planned twice")
                .hasSize(2);
    }

    @Test
    void many_at_once_on_one_branch_are_all_in_and_none_is_there_twice() throws Exception {
        List<CompletableFuture<DeployRecord>> running = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String file = "app-" + i + "/app.yaml";
            scene.repository.commit(
                    "main", "App " + i, Map.of(file, Scene.shop().replace("/shop:none", "/app-" + i + ":none")));
        }
        for (int i = 0; i < 5; i++) {
            ImageReference image = ImageRegistry.shared().push("app-" + i, "1", Map.of());
            DeployRequest request = scene.request(image)
                    .application("app-" + i)
                    .manifests("app-" + i)
                    .namespace(ControlPlane.shared().freshNamespace())
                    .build();
            running.add(CompletableFuture.supplyAsync(() -> scene.run(request)));
        }

        for (CompletableFuture<DeployRecord> each : running) {
            assertEnding(Eventually.get(each), Outcome.HEALTHY);
        }

        assertThat(scene.repository.git("log", "--format=%(trailers:key=Gitops-Application,valueonly)", "main"))
                .contains("app-0", "app-1", "app-2", "app-3", "app-4");
        assertThat(scene.commits()).isEqualTo(1 + 5 + 5);
    }

    @Test
    void a_push_that_a_hook_refuses_ends_refused_with_the_hooks_words() throws IOException {
        hook("pre-receive", "#!/bin/sh\necho 'main is frozen until Monday' >&2\nexit 1\n");

        DeployRecord record = scene.deploy(Scene.good("1"));

        assertEnding(record, Outcome.REFUSED);
        assertThat(record.ending().orElseThrow().reason()).contains("main is frozen until Monday");
        assertThat(scene.commits()).isEqualTo(1);
        assertThat(scene.running()).isEmpty();
    }

    @Test
    void a_newer_delivery_takes_over_from_one_that_waits() {
        scene.deploy(Scene.good("1"));
        ImageReference slow =
                ImageRegistry.shared().push("shop", "slow", Map.of("io.jenkins.gitops.stand-in", "never-ready"));
        DeployRecord waiting = scene.until(
                scene.delivery.begin(scene.request(slow).build(), scene.context.clock(), scene.context.random()),
                DeliveryPhase.WAIT);
        ImageReference newer = Scene.good("3");

        DeployRecord second = scene.deploy(newer);
        DeployRecord first = scene.run(waiting);

        assertEnding(second, Outcome.HEALTHY);
        assertEnding(first, Outcome.SUPERSEDED);
        assertThat(scene.running()).isEqualTo(newer.withoutTag().toString());
    }

    @Test
    void an_older_delivery_that_was_held_up_before_the_apply_does_not_apply() {
        DeployRecord heldUp = scene.until(
                scene.delivery.begin(
                        scene.request(Scene.good("1")).build(), scene.context.clock(), scene.context.random()),
                DeliveryPhase.APPLY);
        ImageReference newer = Scene.good("2");
        scene.deploy(newer);

        DeployRecord record = scene.run(heldUp);

        assertEnding(record, Outcome.SUPERSEDED);
        assertThat(scene.running()).isEqualTo(newer.withoutTag().toString());
    }

    @Test
    void another_repository_does_not_take_over_an_application() {
        scene.deploy(Scene.good("1"));
        try (Scene other = new Scene(scene.folder.resolve("other"))) {
            DeployRequest request =
                    other.request(Scene.good("2")).namespace(scene.namespace).build();

            DeployRecord record = other.run(request);

            assertEnding(record, Outcome.REFUSED);
            assertThat(record.ending().orElseThrow().reason())
                    .contains(scene.repository.url().replace(".git", ""));
            assertThat(other.commits()).isEqualTo(1);
        }
    }

    @Test
    void an_api_server_that_comes_back_in_the_wait_does_not_matter() {
        DeployRecord waiting = scene.until(
                scene.delivery.begin(
                        scene.request(Scene.good("1")).build(), scene.context.clock(), scene.context.random()),
                DeliveryPhase.WAIT);
        ControlPlane.shared().killApiServer();
        try {
            DeployRecord asking = scene.delivery.advance(waiting, scene.context).record();
            assertThat(asking.trouble()).isPresent();
            assertThat(asking.finished()).isFalse();
            waiting = asking;
        } finally {
            ControlPlane.shared().restartApiServer();
        }

        assertEnding(scene.run(waiting), Outcome.HEALTHY);
    }

    @Test
    void an_api_server_that_stays_away_leaves_the_commit_and_ends_unknown_until_it_is_taken_up() {
        DeployRecord ready = scene.until(
                scene.delivery.begin(
                        scene.request(Scene.good("1")).build(), scene.context.clock(), scene.context.random()),
                DeliveryPhase.APPLY);
        DeployRecord ended;
        ControlPlane.shared().killApiServer();
        try {
            DeployRecord asking = scene.delivery.advance(ready, scene.context).record();
            assertThat(asking.trouble()).isPresent();
            ended = scene.delivery.advance(asking, afterTheTimeout(asking)).record();

            assertEnding(ended, Outcome.UNKNOWN);
            assertThat(ended.commit()).contains(scene.tip());
        } finally {
            ControlPlane.shared().restartApiServer();
        }

        DeployRecord goneOn = scene.run(scene.delivery.takeUp(ended, scene.context));

        assertEnding(goneOn, Outcome.HEALTHY);
        assertThat(scene.commits()).isEqualTo(2);
    }

    /** As the context is when the delivery's time to ask an unreachable server is over. */
    private DeliveryContext afterTheTimeout(DeployRecord record) {
        DeliveryContext now = scene.context;
        SetClock clock = SetClock.running();
        clock.pass(record.request().options().patience().timeout().plusSeconds(1));
        return new DeliveryContext(now.branch(), now.cluster(), now.renderer(), clock.clock(), now.random());
    }

    @Test
    void an_api_server_that_is_away_before_the_commit_leaves_nothing() {
        ControlPlane.shared().killApiServer();
        try {
            DeployRecord record = scene.deploy(Scene.good("1"));

            assertEnding(record, Outcome.REFUSED);
            assertThat(scene.commits()).isEqualTo(1);
        } finally {
            ControlPlane.shared().restartApiServer();
        }
    }

    @Test
    void a_rollout_that_takes_too_long_is_rolled_back() {
        ImageReference good = Scene.good("1");
        scene.deploy(good);
        ImageReference slow =
                ImageRegistry.shared().push("shop", "slow", Map.of("io.jenkins.gitops.stand-in", "never-ready"));

        DeployRecord record =
                scene.run(scene.request(slow).timeout(Duration.ofSeconds(6)).build());

        assertEnding(record, Outcome.FAILED);
        assertThat(record.ending().orElseThrow().rolledBack()).isTrue();
        assertThat(record.ending().orElseThrow().reason()).contains("Not healthy after 6 s");
        assertThat(scene.running()).isEqualTo(good.withoutTag().toString());
    }

    @Test
    void aborted_before_the_commit_nothing_remains() {
        DeployRecord ready = scene.until(
                scene.delivery.begin(
                        scene.request(Scene.good("1")).build(), scene.context.clock(), scene.context.random()),
                DeliveryPhase.COMMIT);

        DeployRecord record = scene.run(scene.delivery.abort(ready, "Ann", scene.context.clock()));

        assertEnding(record, Outcome.ABORTED);
        assertThat(scene.commits()).isEqualTo(1);
        assertThat(scene.running()).isEmpty();
    }

    @Test
    void aborted_after_the_commit_it_is_put_back_by_a_commit() {
        ImageReference good = Scene.good("1");
        scene.deploy(good);
        DeployRecord waiting = scene.until(
                scene.delivery.begin(
                        scene.request(Scene.good("2")).build(), scene.context.clock(), scene.context.random()),
                DeliveryPhase.WAIT);

        DeployRecord record = scene.run(scene.delivery.abort(waiting, "Ann", scene.context.clock()));

        assertEnding(record, Outcome.ABORTED);
        assertThat(record.ending().orElseThrow().rolledBack()).isTrue();
        assertThat(scene.commits()).isEqualTo(4);
        assertThat(scene.running()).isEqualTo(good.withoutTag().toString());
        assertThat(scene.trailer("Gitops-Previous")).containsExactly(record.id() + " aborted");
    }

    @Test
    void aborted_with_nothing_to_go_back_to_it_is_no_failure_for_the_next_one_either() {
        DeployRecord waiting = scene.until(
                scene.delivery.begin(
                        scene.request(Scene.good("1")).build(), scene.context.clock(), scene.context.random()),
                DeliveryPhase.WAIT);
        DeployRecord aborted = scene.run(scene.delivery.abort(waiting, "Ann", scene.context.clock()));

        scene.deploy(Scene.good("2"));

        assertEnding(aborted, Outcome.ABORTED);
        assertThat(scene.trailer("Gitops-Previous")).containsExactly(aborted.id() + " aborted");
    }

    private void hook(String name, String script) throws IOException {
        Path hook = scene.repository.folder().resolve("hooks").resolve(name);
        Files.createDirectories(hook.getParent());
        Files.writeString(hook, script);
        Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
