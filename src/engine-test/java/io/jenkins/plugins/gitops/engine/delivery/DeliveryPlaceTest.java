package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestRenderer;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** An environment is in one namespace: a delivery to another one is a mistake until somebody says that it is none. */
class DeliveryPlaceTest {

    @FreshScene
    private Scene scene;

    private final String elsewhere = ControlPlane.shared().freshNamespace();

    @Test
    void a_delivery_to_another_namespace_than_those_before_is_refused_and_can_be_confirmed() {
        ImageReference first = Scene.good("1");
        assertEnding(scene.deploy(first), Outcome.HEALTHY);
        assertThat(scene.trailer("Gitops-Namespace")).containsExactly(scene.namespace);
        int commits = scene.commits();
        ImageReference second = Scene.good("2");
        DeployRequest wrong = scene.request(second).namespace(elsewhere).build();

        DeployRecord refused = scene.run(wrong);

        assertEnding(refused, Outcome.REFUSED);
        assertThat(refused.ending().orElseThrow().reason())
                .isEqualTo("shop in staging is not in namespace " + elsewhere + ": its newest delivery, "
                        + scene.trailer("Gitops-Deploy-Id").get(0) + ", went to namespace " + scene.namespace);
        assertThat(refused.ending().orElseThrow().remedy())
                .contains("--namespace " + scene.namespace, "newPlace: true in a Pipeline, --new-place");
        assertThat(scene.commits()).isEqualTo(commits);
        try (Cluster cluster = Cluster.connect(Scene.access(), Duration.ofSeconds(10))) {
            DeliveryContext context = new DeliveryContext(
                    scene.branch, cluster, new ManifestRenderer(), SteadyClock.SYSTEM, new Random());
            assertThatThrownBy(() -> DeliveryPreview.of(wrong, context))
                    .hasMessageContaining("is not in namespace " + elsewhere);
        }

        assertEnding(
                scene.run(scene.request(second).namespace(elsewhere).newPlace().build()), Outcome.HEALTHY);
        // It is in both now.
        assertEnding(scene.deploy(Scene.good("3")), Outcome.HEALTHY);
    }

    @Test
    void what_was_lost_in_its_own_namespace_comes_back_without_a_word() {
        assertEnding(scene.deploy(Scene.good("1")), Outcome.HEALTHY);
        ControlPlane.shared()
                .kubectl(scene.namespace, "delete", "configmap/gitops.shop.staging", "deployment/shop")
                .succeeded();

        assertEnding(scene.deploy(Scene.good("2")), Outcome.HEALTHY);
    }

    @Test
    void a_commit_of_an_earlier_version_does_not_say_where_it_went_and_refuses_nothing() {
        scene.repository.commit(
                "main",
                "Deploy shop to staging\n\nGitops-Deploy-Id: 01jdabcdefghjkmnpqrstvwxyz\nGitops-Application: shop\n"
                        + "Gitops-Environment: staging\nGitops-Image: " + Scene.good("0"),
                Map.of("README", "earlier"));

        assertEnding(
                scene.run(scene.request(Scene.good("1"))
                        .namespace(elsewhere)
                        .allowNewerManifests()
                        .build()),
                Outcome.HEALTHY);
    }
}
