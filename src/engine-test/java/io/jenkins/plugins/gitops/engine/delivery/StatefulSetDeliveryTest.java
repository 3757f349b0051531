package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEvent;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deliveries to a StatefulSet, whose controller waits for each pod before it makes the next. */
class StatefulSetDeliveryTest {

    @FreshScene
    private Scene scene;

    @BeforeEach
    void use_a_stateful_set() {
        commit("RollingUpdate");
    }

    private void commit(String strategy) {
        scene.repository.commit(
                "main",
                "Use a StatefulSet with " + strategy,
                Map.of(
                        "k8s/shop.yaml",
                        Scene.shop()
                                .replace("kind: Deployment", "kind: StatefulSet")
                                .replace(
                                        "progressDeadlineSeconds: 20",
                                        "serviceName: shop\n  updateStrategy: {type: " + strategy + "}")));
    }

    @Test
    void the_pod_that_crashes_is_deleted_when_its_delivery_is_rolled_back() {
        ImageReference good = Scene.good("1");
        assertEnding(scene.deploy(good), Outcome.HEALTHY);

        DeployRecord record = scene.deploy(Scene.broken("2"));

        assertEnding(record, Outcome.FAILED);
        assertThat(record.ending().orElseThrow().rolledBack()).isTrue();
        assertThat(log(record))
                .contains("Deleted, since it kept newer pods from being made: pod shop-0 of StatefulSet "
                        + scene.namespace + "/shop");
        assertThat(runs()).isEqualTo(good.withoutTag().toString());
    }

    @Test
    void a_pod_that_never_gets_ready_is_told_and_deleted_when_its_delivery_is_rolled_back() {
        ImageReference good = Scene.good("1");
        assertEnding(scene.deploy(good), Outcome.HEALTHY);
        ImageReference unready = ImageRegistry.shared()
                .push("shop", "2", Map.of("version", "2", "io.jenkins.gitops.stand-in", "never-ready"));

        DeployRecord record =
                scene.run(scene.request(unready).timeout(Duration.ofSeconds(8)).build());

        assertThat(record.failure().orElseThrow())
                .contains(
                        "Not healthy after 8 s:\n",
                        "pod shop-0",
                        "event: Unhealthy: Readiness probe failed",
                        "log: cannot reach the database");
        assertThat(record.ending().orElseThrow().rolledBack()).isTrue();
        assertThat(runs()).isEqualTo(good.withoutTag().toString());
    }

    @Test
    void a_good_delivery_after_a_first_one_that_crashed_is_not_stuck() {
        assertEnding(scene.deploy(Scene.broken("1")), Outcome.FAILED);
        ImageReference good = Scene.good("2");

        assertEnding(scene.deploy(good), Outcome.HEALTHY);

        assertThat(runs()).isEqualTo(good.withoutTag().toString());
    }

    @Test
    void a_healthy_delivery_tells_that_its_pods_wait_for_a_person() {
        commit("OnDelete");
        ImageReference old = Scene.good("1");
        assertThat(log(scene.deploy(old))).doesNotContain("with exceptions");

        DeployRecord record = scene.deploy(Scene.good("2"));

        assertEnding(record, Outcome.HEALTHY);
        assertThat(log(record))
                .contains(
                        "Healthy, with exceptions:\n  StatefulSet " + scene.namespace
                                + "/shop: 1 of 1 pod is still of an" + " older template",
                        "OnDelete");
        assertThat(runs()).isEqualTo(old.withoutTag().toString());
    }

    private static String log(DeployRecord record) {
        return record.events().stream().map(DeliveryEvent::text).collect(Collectors.joining("\n"));
    }

    /** The image of its pod. */
    private String runs() {
        return ControlPlane.shared()
                .kubectl(scene.namespace, "get", "pod", "shop-0", "-o", "jsonpath={.spec.containers[0].image}")
                .succeeded();
    }
}
