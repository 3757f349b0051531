package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.cluster.desired.DeployScope;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DesiredStateLocation;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Deliveries with Jobs that are hooks of Argo CD or Helm. */
class DeliveryHooksTest {

    @FreshScene
    private Scene scene;

    private static String job(String name, String annotations, String ending) {
        return """
                apiVersion: batch/v1
                kind: Job
                metadata:
                  name: %s
                  annotations: {%s}
                spec:
                  backoffLimit: 0
                  template:
                    metadata: {annotations: {gitops.jenkins.io/stand-in: %s}}
                    spec:
                      restartPolicy: Never
                      containers: [{name: a, image: "%s/tools:1"}]
                """
                .formatted(name, annotations, ending, ImageRegistry.shared().address());
    }

    private void commit(String before, String after) {
        ImageRegistry.shared().push("tools", "1", Map.of());
        scene.repository.commit("main", "Hooks", Map.of("k8s/before.yaml", before, "k8s/after.yaml", after));
    }

    private String kubectl(String... arguments) {
        return ControlPlane.shared().kubectl(scene.namespace, arguments).succeeded();
    }

    private Instant time(String object, String path) {
        return Instant.parse(kubectl("get", object, "-o", "jsonpath={" + path + "}"));
    }

    @Test
    void hooks_run_before_and_after_everything_else_and_again_in_the_next_delivery() {
        commit(
                job("before", "argocd.argoproj.io/hook: PreSync", "exit-0"),
                job(
                        "after",
                        "helm.sh/hook: 'post-install,post-upgrade', helm.sh/hook-delete-policy: hook-succeeded",
                        "exit-0"));

        DeployRecord first = scene.deploy(Scene.good("1"));

        assertEnding(first, Outcome.HEALTHY);
        assertThat(time("job/before", ".status.completionTime"))
                .isBeforeOrEqualTo(time("deployment/shop", ".metadata.creationTimestamp"));
        assertThat(kubectl("get", "jobs", "-o", "name")).contains("/before").doesNotContain("/after");
        assertThat(first.events().toString())
                .contains("Applied hooks after all waves, workloads: 1 of 1 object changed");
        Inventory inventory = scene.cluster
                .inventory(new InventoryId("shop", "staging", scene.namespace))
                .orElseThrow();
        assertThat(inventory.objects().toString()).contains("/before").doesNotContain("/after");
        String ran = kubectl("get", "job/before", "-o", "jsonpath={.metadata.uid}");

        assertEnding(scene.deploy(Scene.good("2")), Outcome.HEALTHY);

        assertThat(kubectl("get", "job/before", "-o", "jsonpath={.metadata.uid}"))
                .isNotEqualTo(ran);
        assertThat(DriftReport.of(
                                new DesiredStateLocation(
                                        first.request().target(),
                                        scene.remote(),
                                        first.request().manifests(),
                                        DeployScope.of(scene.namespace)),
                                scene.context)
                        .drift()
                        .objects())
                .isEmpty();
    }

    @Test
    void a_hook_that_fails_ends_the_delivery_before_anything_else_is_touched() {
        assertEnding(scene.deploy(Scene.good("1")), Outcome.HEALTHY);
        String running = scene.running();
        commit(
                job("before", "helm.sh/hook: 'pre-upgrade,pre-install'", "exit-1"),
                job("after", "argocd.argoproj.io/hook: PostSync", "exit-0"));

        DeployRecord failed = scene.deploy(Scene.good("2"));

        assertEnding(failed, Outcome.FAILED);
        assertThat(failed.ending().orElseThrow().reason()).contains("before");
        assertThat(scene.running()).isEqualTo(running);
        assertThat(kubectl("get", "jobs", "-o", "name")).doesNotContain("/after");
    }
}
