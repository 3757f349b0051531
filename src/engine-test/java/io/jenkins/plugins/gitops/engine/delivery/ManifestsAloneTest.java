package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.HistoryEntry;
import io.jenkins.plugins.gitops.engine.delivery.history.RollbackTarget;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Deliveries that name no image: of the manifests as they are on the branch. */
class ManifestsAloneTest {

    @FreshScene
    private Scene scene;

    @Test
    void are_delivered_as_they_are_by_one_commit_that_changes_nothing() {
        ImageReference image = Scene.good("1");
        DeployRecord first = scene.deploy(image);
        scene.repository.commit("main", "Two replicas", Map.of("k8s/shop.yaml", twoReplicas()));
        Revision tip = scene.tip();

        DeployRecord record = scene.run(scene.request().build());

        assertEnding(record, Outcome.HEALTHY);
        assertThat(replicas()).isEqualTo("2");
        assertThat(scene.running()).isEqualTo(image.withoutTag().toString());
        assertThat(scene.repository.git("diff", "main~1", "main")).isEmpty();
        assertThat(scene.repository.git("log", "-1", "--format=%s", "main"))
                .isEqualToIgnoringNewLines("Deploy shop to staging: manifests of " + tip.abbreviated());
        assertThat(scene.trailer("Gitops-Manifests")).containsExactly("k8s");
        assertThat(scene.trailer("Gitops-Image")).isEmpty();
        assertThat(scene.trailer("Gitops-Previous")).containsExactly(first.id() + " healthy");
    }

    @Test
    void are_no_removal_and_later_deliveries_go_on_from_them() {
        ImageReference image = Scene.good("1");
        scene.deploy(image);
        scene.repository.commit("main", "Two replicas", Map.of("k8s/shop.yaml", twoReplicas()));
        DeployRecord alone = scene.run(scene.request().build());
        assertEnding(alone, Outcome.HEALTHY);

        HistoryEntry entry = HistoryEntry.of(
                DeliveryHistory.list(scene.branch, scene.tip(), each -> true, 1).get(0));
        DeployRecord failed = scene.deploy(Scene.broken("2"));
        scene.run(scene.request(Scene.good("3")).releaseHold().build());
        RollbackTarget back = RollbackTarget.choose(
                new DeliveryTarget("shop", "staging"),
                scene.branch,
                ManifestSource.at("k8s"),
                alone.id().value());

        assertThat(entry.removes()).isFalse();
        assertThat(entry.manifests()).contains("k8s");
        assertThat(failed.ending().orElseThrow().rolledBack())
                .as(failed.toString())
                .isTrue();
        assertThat(back.images()).extracting(ImageReference::digest).containsExactly(image.digest());
    }

    @Test
    void need_no_place_for_an_image() {
        scene.repository.commit(
                "main",
                "A third party's",
                Map.of(
                        "other/all.yaml",
                        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\ndata: {image: 'a:1'}\n"));

        DeployRecord record = scene.run(
                scene.request().application("other").manifests("other").build());
        DeployRecord again = scene.run(
                scene.request().application("other").manifests("other").build());

        assertEnding(record, Outcome.HEALTHY);
        assertEnding(again, Outcome.HEALTHY);
    }

    @Test
    void with_a_held_image_are_held_and_without_it_they_end_no_hold() {
        scene.deploy(Scene.good("1"));
        ImageReference broken = Scene.broken("2");
        assertThat(scene.deploy(broken).ending().orElseThrow().rolledBack()).isTrue();

        DeployRecord left = scene.run(scene.request().build());
        DeployRecord again = scene.deploy(broken);
        scene.repository.commit(
                "main",
                "By hand",
                Map.of(
                        "k8s/shop.yaml",
                        scene.repository
                                .git("show", "main:k8s/shop.yaml")
                                .replaceAll("(?m)image: .*", "image: " + broken.withoutTag())));
        DeployRecord byHand = scene.run(scene.request().build());

        assertEnding(left, Outcome.HEALTHY);
        assertEnding(again, Outcome.REFUSED);
        assertEnding(byHand, Outcome.REFUSED);
        assertThat(byHand.ending().orElseThrow().reason()).contains("is held: " + broken.withoutTag());
    }

    @Test
    void of_a_held_source_are_held() {
        scene.deploy(Scene.good("1"));
        Revision built = scene.tip();
        scene.run(scene.request(Scene.broken("2")).of(built).build());

        DeployRecord record = scene.run(scene.request().of(built).build());

        assertEnding(record, Outcome.REFUSED);
        assertThat(record.ending().orElseThrow().reason()).contains("is held", built.id());
    }

    private String twoReplicas() {
        return scene.repository.git("show", "main:k8s/shop.yaml").replace("replicas: 1", "replicas: 2");
    }

    private String replicas() {
        return ControlPlane.shared()
                .kubectl(scene.namespace, "get", "deployment", "shop", "-o", "jsonpath={.spec.replicas}")
                .succeeded()
                .strip();
    }
}
