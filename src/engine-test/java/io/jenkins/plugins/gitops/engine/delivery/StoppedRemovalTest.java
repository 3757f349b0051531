package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.removal.ApplicationRemoval;
import io.jenkins.plugins.gitops.engine.delivery.removal.RemovalRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.CommitFormat;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A removal that ends before all is gone. */
class StoppedRemovalTest {

    @FreshScene
    private Scene scene;

    @Test
    void what_is_left_of_a_step_is_what_was_still_there() throws InterruptedException {
        scene.repository.commit(
                "main",
                "Hold one",
                Map.of(
                        "k8s/held.yaml",
                        """
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: held, finalizers: [example.org/hold]}
                        """));
        assertEnding(scene.deploy(Scene.good("1")), Outcome.HEALTHY);
        ApplicationRemoval removal = new ApplicationRemoval(
                new RemovalRequest(
                        new DeliveryTarget("shop", "staging"),
                        scene.remote(),
                        scene.namespace,
                        Set.of(),
                        Scene.AUTHOR,
                        CommitFormat.USUAL,
                        Duration.ofMinutes(2)),
                scene.context,
                line -> {});
        try {
            while (kubectl("get", "configmaps", "-o", "name").contains("configmap/shop")) {
                assertThat(removal.advance()).isEmpty();
                Thread.sleep(removal.pause().toMillis());
            }
            assertThat(removal.advance()).isEmpty();

            assertThat(removal.left())
                    .extracting(Object::toString)
                    .containsExactly("ConfigMap " + scene.namespace + "/held");
        } finally {
            kubectl("patch", "configmap", "held", "--type=merge", "-p", "{\"metadata\":{\"finalizers\":null}}");
        }
    }

    private String kubectl(String... arguments) {
        return ControlPlane.shared().kubectl(scene.namespace, arguments).succeeded();
    }
}
