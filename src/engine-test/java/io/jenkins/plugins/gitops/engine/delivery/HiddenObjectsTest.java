package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.removal.ApplicationRemoval;
import io.jenkins.plugins.gitops.engine.delivery.removal.RemovalReport;
import io.jenkins.plugins.gitops.engine.delivery.removal.RemovalRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.CommitFormat;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The removal of an application of which the account may not see all. */
class HiddenObjectsTest {

    @FreshScene
    private Scene scene;

    @Test
    void what_may_not_be_looked_at_is_named_at_the_end_and_the_removal_is_not_done() throws InterruptedException {
        assertEnding(scene.deploy(Scene.good("1")), Outcome.HEALTHY);
        kubectl("create", "role", "remover", "--verb=*", "--resource=configmaps");

        RemovalReport limited;
        try (Cluster cluster = new ServiceAccountScene(scene, "--role=remover").connect()) {
            limited = remove(cluster);
        }

        assertThat(limited.done()).as(limited.text()).isFalse();
        assertThat(limited.text())
                .startsWith("removed but for what may not be read: shop in staging (1 object gone)\n")
                .contains("\nperhaps still there: Deployment " + scene.namespace + "/shop cannot be read: ")
                .contains("\n-> Grant the verb get on these");
        assertThat(objects())
                .contains("deployment.apps/shop", "gitops.shop.staging")
                .doesNotContain("configmap/shop");

        assertThat(remove(scene.cluster).text()).startsWith("removed: shop in staging (1 object gone)");
        assertThat(objects()).doesNotContain("shop");
    }

    private RemovalReport remove(Cluster cluster) throws InterruptedException {
        RemovalRequest request = new RemovalRequest(
                new DeliveryTarget("shop", "staging"),
                scene.remote(),
                scene.namespace,
                Set.of(),
                Scene.AUTHOR,
                CommitFormat.USUAL,
                Duration.ofMinutes(2));
        DeliveryContext context = new DeliveryContext(
                scene.branch, cluster, scene.context.renderer(), scene.context.clock(), scene.context.random());
        return new ApplicationRemoval(request, context, line -> {}).run();
    }

    private String objects() {
        return kubectl("get", "deployments,configmaps,services", "-o", "name");
    }

    private String kubectl(String... arguments) {
        return ControlPlane.shared().kubectl(scene.namespace, arguments).succeeded();
    }
}
