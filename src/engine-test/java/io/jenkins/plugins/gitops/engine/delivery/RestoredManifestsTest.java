package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.OwnManifests;
import io.jenkins.plugins.gitops.engine.delivery.history.RollbackTarget;
import io.jenkins.plugins.gitops.engine.delivery.history.WriteBackDetector;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.OnFailure;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestRenderer;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A rollback puts back the environment's state: the files of its own manifests beside the images. */
class RestoredManifestsTest {

    private static final DeliveryTarget SHOP = new DeliveryTarget("shop", "staging");

    private static final String SETTINGS = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME}\ndata: {a: b}\n";

    @FreshScene
    private Scene scene;

    @Test
    void a_bad_change_of_the_manifests_is_undone_by_the_one_commit_of_the_rollback_and_listed() {
        scene.repository.commit("main", "Old", Map.of("k8s/old.yaml", SETTINGS.replace("NAME", "old")));
        ImageReference image = Scene.good("1");
        DeployRecord healthy = scene.deploy(image);
        scene.repository.commit(
                "main",
                "Change the pods",
                Map.of(
                        "k8s/shop.yaml",
                        crashing("k8s/shop.yaml"),
                        "k8s/new.yaml",
                        SETTINGS.replace("NAME", "new"),
                        "README",
                        "changed\n"),
                List.of("k8s/old.yaml"));
        Revision built = scene.tip();

        DeployRecord record = scene.run(scene.request(image).of(built).build());
        DeployRecord again = scene.deploy(image);

        assertEnding(record, Outcome.FAILED);
        assertThat(record.ending().orElseThrow().rolledBack())
                .as(record.toString())
                .isTrue();
        assertThat(scene.commits()).isEqualTo(2 + 1 + 1 + 2);
        String healthyCommit = healthy.commit().orElseThrow().id();
        assertThat(scene.repository.git("diff", healthyCommit, "main", "--", "k8s"))
                .isEmpty();
        assertThat(scene.repository.git("show", "main:README")).isEqualTo("changed\n");
        assertThat(scene.repository.git("log", "-1", "--format=%b", "main"))
                .startsWith("In k8s this undoes:\n  " + built.abbreviated() + " Someone: Change the pods\n\nGitops-");
        assertThat(scene.trailer("Gitops-Rollback-To"))
                .containsExactly(healthy.id().value());
        assertThat(WriteBackDetector.since(scene.branch, built, scene.tip(), commit -> false)
                        .only())
                .isTrue();
        // As a timer's build does: what is built of the rollback's commit is what was put back.
        assertEnding(again, Outcome.REFUSED);
        assertThat(again.ending().orElseThrow().reason()).contains("is held");
    }

    @Test
    void without_an_image_the_manifests_go_back_too() {
        scene.repository.commit("main", "A third party's", Map.of("other/all.yaml", SETTINGS.replace("NAME", "other")));
        scene.run(scene.request().application("other").manifests("other").build());
        scene.repository.commit(
                "main",
                "A job that fails",
                Map.of(
                        "other/job.yaml",
                        "apiVersion: batch/v1\nkind: Job\nmetadata: {name: other}\nspec: {backoffLimit: 0, template: {"
                                + "metadata: {annotations: {gitops.jenkins.io/stand-in: exit-1}}, spec: {restartPolicy:"
                                + " Never, containers: [{name: a, image: '" + Scene.good("1") + "'}]}}}\n"));

        DeployRecord record = scene.run(
                scene.request().application("other").manifests("other").build());

        assertEnding(record, Outcome.FAILED);
        assertThat(record.ending().orElseThrow().rolledBack())
                .as(record.toString())
                .isTrue();
        assertThat(scene.repository.git("ls-tree", "--name-only", "main", "other/"))
                .isEqualToIgnoringNewLines("other/all.yaml");
    }

    @Test
    void what_is_shared_is_named_and_the_delivery_ends_at_once() {
        scene.repository.commit(
                "main",
                "Overlay",
                Map.of(
                        "base/shop.yaml", Scene.shop(),
                        "base/kustomization.yaml", "resources: [shop.yaml]\n",
                        "staging/kustomization.yaml", "resources: [../base]\n"));
        ImageReference image = Scene.good("1");
        assertEnding(scene.run(scene.request(image).manifests("staging").build()), Outcome.HEALTHY);
        scene.repository.commit("main", "Change the base", Map.of("base/shop.yaml", crashing("base/shop.yaml")));
        int commits = scene.commits();

        DeployRecord record =
                scene.run(scene.request(image).manifests("staging").build());

        assertEnding(record, Outcome.FAILED);
        assertThat(record.back()).isEmpty();
        assertThat(record.ending().orElseThrow().remedy())
                .contains("It was not rolled back: what staging renders from elsewhere", "Someone: Change the base");
        assertThat(scene.commits()).isEqualTo(commits + 1);
    }

    @Test
    void by_hand_an_earlier_delivery_comes_back_with_its_manifests_unless_images_alone_are_asked_for() {
        ImageReference image = Scene.good("1");
        DeployRecord first = scene.deploy(image);
        scene.repository.commit(
                "main",
                "Two replicas",
                Map.of(
                        "k8s/shop.yaml",
                        scene.repository.git("show", "main:k8s/shop.yaml").replace("replicas: 1", "replicas: 2")));
        assertEnding(scene.deploy(image), Outcome.HEALTHY);
        DeployOptions options = DeployOptions.in(scene.namespace);

        RollbackTarget previous = RollbackTarget.choose(
                SHOP, scene.branch, ManifestSource.at("k8s"), RollbackTarget.PREVIOUS, options, new ManifestRenderer());
        RollbackTarget images = RollbackTarget.choose(
                SHOP,
                scene.branch,
                ManifestSource.at("k8s"),
                first.id().value(),
                options.with(OnFailure.IMAGES),
                new ManifestRenderer());
        DeployRecord back = scene.run(scene.request(previous.images().get(0))
                .rollbackOf(previous.current())
                .build()
                .restoring(previous.restores()));

        assertEnding(back, Outcome.HEALTHY);
        assertThat(images.restores()).isEmpty();
        assertThat(scene.repository.git("diff", first.commit().orElseThrow().id(), "main"))
                .isEmpty();
        assertThat(scene.repository.git("log", "-1", "--format=%b", "main")).contains("Someone: Two replicas");
    }

    @Test
    void what_others_deliver_from_the_same_folder_is_not_put_back() {
        Revision commit = scene.deploy(Scene.good("1")).commit().orElseThrow();
        var delivered = DeliveryHistory.list(scene.branch, commit, each -> true, 1)
                .get(0)
                .trailers();
        assertThat(own("k8s").objection(delivered, commit)).isEmpty();
        scene.repository.commit(
                "main",
                "Deploy\n\nGitops-Deploy-Id: 01jdabcdefghjkmnpqrstvwxyz\nGitops-Application: shop\n"
                        + "Gitops-Environment: production\nGitops-Manifests: k8s/production\n",
                Map.of());

        assertThat(own("k8s").objection(delivered, commit))
                .hasValueSatisfying(text -> assertThat(text).contains("shop in production", "k8s/production"));
        assertThat(own(".").objection(delivered, commit)).isPresent();
        assertThat(own("elsewhere").objection(delivered, commit))
                .hasValueSatisfying(text -> assertThat(text).contains("was of k8s"));
    }

    private OwnManifests own(String manifests) {
        return new OwnManifests(scene.branch, scene.branch.fetchTip(), SHOP, ManifestSource.at(manifests));
    }

    private String crashing(String file) {
        return scene.repository
                .git("show", "main:" + file)
                .replace(
                        "{labels: {app: shop}}",
                        "{labels: {app: shop}, annotations: {gitops.jenkins.io/stand-in: crash}}");
    }
}
