package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectSelector;
import io.jenkins.plugins.gitops.engine.cluster.desired.TakeoverPolicy;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.OnFailure;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deliveries in waves, and a migration that is a job of the wave before. */
class DeliveryWavesTest {

    private static final String LATE =
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: late
              annotations: {gitops.jenkins.io/wave: "1"}
            """;
    private static final String MIGRATION =
            """
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: migrate
              annotations: {gitops.jenkins.io/wave: "-1"}
            spec:
              template:
                metadata: {annotations: {gitops.jenkins.io/stand-in: exit-0}}
                spec:
                  restartPolicy: Never
                  containers: [{name: migrate, image: "REGISTRY/shop:none"}]
            """;

    @FreshScene
    private Scene scene;

    @BeforeEach
    void open() {
        scene.repository.commit("main", "Something later", Map.of("k8s/late.yaml", LATE));
    }

    private String kubectl(String... arguments) {
        return ControlPlane.shared().kubectl(scene.namespace, arguments).succeeded();
    }

    /** As the controller of finished jobs does it, which is off in 1.20. */
    private void goes() {
        kubectl("delete", "job/migrate", "--ignore-not-found");
    }

    @Test
    void a_wave_that_fails_ends_the_delivery_and_later_waves_are_not_touched() {
        DeployRecord record = scene.deploy(Scene.broken("1"));

        assertEnding(record, Outcome.FAILED);
        assertThat(record.ending().orElseThrow().reason()).contains("CrashLoopBackOff");
        assertThat(kubectl("get", "configmaps", "-o", "name")).contains("/shop").doesNotContain("/late");
    }

    @Test
    void a_way_back_that_fails_too_is_known_to_have_ended() {
        assertEnding(scene.deploy(Scene.good("1")), Outcome.HEALTHY);
        String file = scene.repository.git("show", "main:k8s/shop.yaml");
        scene.repository.commit(
                "main",
                "Crash, whatever the image",
                Map.of(
                        "k8s/shop.yaml",
                        file.replace(
                                "metadata: {labels: {app: shop}}",
                                "metadata: {labels: {app: shop}, annotations: {gitops.jenkins.io/stand-in: crash}}")));

        DeployRecord record = scene.run(
                scene.request(Scene.good("2")).onFailure(OnFailure.IMAGES).build());

        assertEnding(record, Outcome.FAILED);
        assertThat(record.ending().orElseThrow().rolledBack()).isFalse();
        InventoryState state = scene.cluster
                .inventory(new InventoryId("shop", "staging", scene.namespace))
                .orElseThrow()
                .state();
        assertThat(state.deployId()).contains(record.attempt().id().value());
        assertThat(record.rollingBack()).isTrue();
        assertThat(state.result()).contains("failed");
    }

    @Test
    void a_wave_is_healthy_before_the_next_begins_and_the_same_again_waits_for_nothing() {
        ImageReference slow =
                ImageRegistry.shared().push("shop", "slow", Map.of("io.jenkins.gitops.stand-in", "slow=4"));

        assertEnding(scene.deploy(slow), Outcome.HEALTHY);

        Instant available = Instant.parse(kubectl(
                "get",
                "deployment/shop",
                "-o",
                "jsonpath={.status.conditions[?(@.type==\"Available\")].lastTransitionTime}"));
        Instant late = Instant.parse(kubectl("get", "configmap/late", "-o", "jsonpath={.metadata.creationTimestamp}"));
        assertThat(late).isAfterOrEqualTo(available);
        assertThat(pausesInApply(scene.request(slow).build())).isZero();
    }

    private int pausesInApply(DeployRequest request) {
        DeployRecord record = scene.delivery.begin(request, scene.context.clock(), scene.context.random());
        int pauses = 0;
        while (record.phase() != DeliveryPhase.WAIT && !record.finished()) {
            PhaseResult next = scene.delivery.advance(record, scene.context);
            pauses += next.pause().isZero() ? 0 : 1;
            record = next.record();
        }
        assertThat(record.phase()).isEqualTo(DeliveryPhase.WAIT);
        return pauses;
    }

    @Test
    void a_migration_that_the_cluster_removed_after_its_end_is_neither_missed_nor_made_again() {
        scene.repository.commit(
                "main",
                "A migration that goes by itself",
                Map.of(
                        "k8s/migration.yaml",
                        MIGRATION
                                .replace("REGISTRY", ImageRegistry.shared().address())
                                .replace("spec:\n  template", "spec:\n  ttlSecondsAfterFinished: 100\n  template")));
        DeployRecord record = scene.until(
                scene.delivery.begin(
                        scene.request(Scene.good("1")).build(), scene.context.clock(), scene.context.random()),
                DeliveryPhase.WAIT);
        assertThat(kubectl("get", "job/migrate", "-o", "jsonpath={.status.succeeded}"))
                .isEqualTo("1");
        goes();

        assertEnding(scene.run(record), Outcome.HEALTHY);

        assertThat(kubectl("get", "jobs", "-o", "name")).isEmpty();
    }

    @Test
    void a_job_of_the_last_wave_that_completed_and_is_gone_is_neither_missed_nor_made_again() {
        scene.repository.commit(
                "main",
                "A last job that goes by itself",
                Map.of(
                        "k8s/migration.yaml",
                        MIGRATION
                                .replace("REGISTRY", ImageRegistry.shared().address())
                                .replace("wave: \"-1\"", "wave: \"1\"")
                                .replace("spec:\n  template", "spec:\n  ttlSecondsAfterFinished: 0\n  template")));
        DeployRecord record = scene.until(
                scene.delivery.begin(
                        scene.request(Scene.good("1")).build(), scene.context.clock(), scene.context.random()),
                DeliveryPhase.WAIT);
        eventually("the job is complete, or gone already")
                .until(
                        () -> kubectl("get", "job/migrate", "--ignore-not-found", "-o", "jsonpath={.status}"),
                        status -> status.isEmpty() || status.contains("\"Complete\""));
        goes();

        assertEnding(scene.run(record), Outcome.HEALTHY);

        assertThat(kubectl("get", "jobs", "-o", "name")).isEmpty();
    }

    @Test
    void a_migration_is_replaced_on_request_also_when_the_delivery_is_killed_in_between() {
        scene.repository.commit(
                "main",
                "A migration",
                Map.of(
                        "k8s/migration.yaml",
                        MIGRATION.replace("REGISTRY", ImageRegistry.shared().address())));
        assertEnding(scene.deploy(Scene.good("1")), Outcome.HEALTHY);
        int commits = scene.commits();
        ImageReference newer = Scene.good("2");

        DeployRecord refused = scene.deploy(newer);

        assertEnding(refused, Outcome.REFUSED);
        assertThat(refused.ending().orElseThrow().reason())
                .contains("k8s/migration.yaml:1: Job migrate: spec.template cannot be changed in a Job that exists");
        assertThat(scene.commits()).isEqualTo(commits);

        // Held by a finalizer, the old one is on its way out when the process dies.
        kubectl("patch", "job/migrate", "-p", "{\"metadata\":{\"finalizers\":[\"example.com/slow\"]}}");
        DeployRecord record = scene.until(
                scene.delivery.begin(
                        scene.request(newer)
                                .existing(new TakeoverPolicy(
                                        false,
                                        new TreeSet<>(),
                                        new TreeSet<>(Set.of(ObjectSelector.parse("Job/migrate")))))
                                .build(),
                        scene.context.clock(),
                        scene.context.random()),
                DeliveryPhase.APPLY);
        while (kubectl("get", "job/migrate", "-o", "jsonpath={.metadata.deletionTimestamp}")
                .isEmpty()) {
            record = scene.delivery.advance(record, scene.context).record();
            assertThat(record.finished()).isFalse();
        }
        kubectl(
                "patch",
                "job/migrate",
                "--type=json",
                "-p",
                "[{\"op\":\"remove\",\"path\":\"/metadata/finalizers/0\"}]");

        DeployRecord ended = scene.run(scene.store.read(record.id()));

        assertEnding(ended, Outcome.HEALTHY);
        assertThat(kubectl("get", "job/migrate", "-o", "jsonpath={.spec.template.spec.containers[0].image}"))
                .isEqualTo(newer.withoutTag().toString());
        assertThat(kubectl("get", "job/migrate", "-o", "jsonpath={.status.succeeded}"))
                .isEqualTo("1");
    }
}
