package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.EnvironmentImages;
import io.jenkins.plugins.gitops.engine.delivery.history.PromotionCandidate;
import io.jenkins.plugins.gitops.engine.delivery.history.RollbackTarget;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestRenderer;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An environment that runs several images, each delivered by builds of its own: what goes back is the environment. */
class SeveralImagesTest {

    private static final DeliveryTarget SHOP = new DeliveryTarget("shop", "staging");

    @FreshScene
    private Scene scene;

    private final ImageReference shop = Scene.good("1");
    private final ImageReference cart = cart("1", "");

    @BeforeEach
    void both_are_healthy() {
        scene.repository.commit(
                "main", "A cart", Map.of("k8s/cart.yaml", Scene.shop().replace("shop", "cart")));
        assertEnding(scene.run(scene.request(shop).with(cart).build()), Outcome.HEALTHY);
    }

    @Test
    void a_later_delivery_of_one_goes_back_to_both_as_they_were() {
        // The broken one is not what the delivery after it brings, and is still what does not run.
        DeployRecord left =
                scene.run(scene.request(cart("2", "crash")).stopOnFailure().build());
        DeployRecord second =
                scene.run(scene.request(Scene.good("2")).releaseHold().build());

        assertEnding(left, Outcome.FAILED);
        assertEnding(second, Outcome.FAILED);
        assertThat(second.ending().orElseThrow().rolledBack())
                .as(second.toString())
                .isTrue();
        assertRunsTheFirst();
        assertThat(scene.trailer("Gitops-Image")).containsExactlyInAnyOrder(shop.toString(), cart.toString());
        // Nor does it come back by itself with its own next build.
        DeployRecord again = scene.deploy(cart("2", "crash"));
        assertEnding(again, Outcome.REFUSED);
        assertThat(again.ending().orElseThrow().reason()).contains("is held");
    }

    @Test
    void one_after_the_other_goes_back_by_hand_to_what_ran_then() {
        assertEnding(scene.deploy(Scene.good("2")), Outcome.HEALTHY);
        assertEnding(scene.deploy(cart("2", "")), Outcome.HEALTHY);
        assertEnding(scene.deploy(Scene.good("3")), Outcome.HEALTHY);

        RollbackTarget first = RollbackTarget.choose(
                SHOP,
                scene.branch,
                ManifestSource.at("k8s"),
                DeliveryHistory.list(scene.branch, scene.tip(), each -> true, 9)
                        .get(3)
                        .trailers()
                        .id()
                        .value());
        RollbackTarget previous =
                RollbackTarget.choose(SHOP, scene.branch, ManifestSource.at("k8s"), RollbackTarget.PREVIOUS);

        assertThat(first.images()).extracting(ImageReference::digest).containsExactly(shop.digest(), cart.digest());
        assertThat(previous.images())
                .extracting(ImageReference::digest)
                .containsExactlyInAnyOrder(
                        Scene.good("2").digest(), cart("2", "").digest());
        assertEnding(
                scene.run(scene.request(first.images().get(0))
                        .with(first.images().get(1))
                        .rollbackOf(first.current())
                        .build()),
                Outcome.HEALTHY);
        assertRunsTheFirst();
    }

    @Test
    void another_image_of_the_source_that_was_put_back_is_not_held() {
        scene.repository.commit("main", "Broken", Map.of("README", "broken\n"));
        var source = scene.tip();
        assertEnding(scene.deploy(Scene.broken("2")), Outcome.FAILED);

        DeployRecord other = scene.run(scene.request(cart("2", "")).of(source).build());

        assertEnding(other, Outcome.HEALTHY);
    }

    @Test
    void what_the_manifests_do_not_name_any_more_is_said() {
        scene.repository.commit(
                "main",
                "No cart",
                Map.of("k8s/cart.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cart}\n"));
        assertEnding(scene.deploy(Scene.good("2")), Outcome.HEALTHY);

        RollbackTarget previous =
                RollbackTarget.choose(SHOP, scene.branch, ManifestSource.at("k8s"), RollbackTarget.PREVIOUS);

        assertThat(previous.images()).containsExactly(shop);
        assertThat(previous.warnings()).containsExactly(cart + " ran there, and no manifest in k8s names it");
    }

    @Test
    void a_promotion_brings_both_where_the_other_environment_names_both() {
        assertEnding(scene.deploy(Scene.good("2")), Outcome.HEALTHY);
        scene.repository.commit(
                "main", "Production", Map.of("production/shop.yaml", Scene.shop(), "small/shop.yaml", Scene.shop()));
        var history = DeliveryHistory.list(scene.branch, scene.branch.fetchTip(), each -> true, 9);
        PromotionCandidate newest = new PromotionCandidate(
                history.get(0).trailers(), history.get(0).commit().revision());

        EnvironmentImages small = newest.images(scene.branch, to("small"));

        assertThat(small.images()).containsExactly(Scene.good("2"));
        assertThat(small.left()).singleElement().asString().contains("cart@sha256:", "no manifest in small names it");
    }

    /** Otherwise whoever may change staging's files could have any image promoted, without that it ever ran. */
    @Test
    void what_is_named_and_was_not_run_is_not_brought() {
        String digest = "sha256:" + "1".repeat(64);
        scene.repository.commit(
                "main",
                "An entry for nothing",
                Map.of(
                        "k8s/kustomization.yaml",
                        "resources: [shop.yaml, cart.yaml]\nimages:\n- {name: registry.example/agent, digest: '"
                                + digest + "'}\n"));
        assertEnding(scene.deploy(Scene.good("2")), Outcome.HEALTHY);
        scene.repository.commit(
                "main",
                "Production",
                Map.of(
                        "production/all.yaml",
                        Scene.shop()
                                + "---\napiVersion: v1\nkind: Pod\nmetadata: {name: agent}\nspec: {containers: [{name:"
                                + " agent, image: 'registry.example/agent:1'}]}\n"));
        var newest = DeliveryHistory.list(scene.branch, scene.branch.fetchTip(), each -> true, 1)
                .get(0);

        EnvironmentImages images = new PromotionCandidate(
                        newest.trailers(), newest.commit().revision())
                .images(scene.branch, to("production"));

        assertThat(images.images()).containsExactly(Scene.good("2"));
    }

    private EnvironmentImages.Destination to(String manifests) {
        return new EnvironmentImages.Destination(
                scene.branch, scene.branch.fetchTip(), ManifestSource.at(manifests), new ManifestRenderer());
    }

    private void assertRunsTheFirst() {
        assertThat(scene.running()).isEqualTo(shop.withoutTag().toString());
        assertThat(ControlPlane.shared().image(scene.namespace, "cart"))
                .isEqualTo(cart.withoutTag().toString());
    }

    private static ImageReference cart(String tag, String behaviour) {
        return ImageRegistry.shared()
                .push("cart", tag, Map.of("version", tag, "io.jenkins.gitops.stand-in", behaviour));
    }
}
