package io.jenkins.plugins.gitops.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.delivery.history.RollbackTarget;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveredCommit;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEvent;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryFacts;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.OnFailure;
import io.jenkins.plugins.gitops.engine.delivery.request.TestReport;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Deliveries that end by themselves, on a real API server and a real Git server. */
public class DeliveryTest {

    @FreshScene
    private Scene scene;

    @Test
    void writes_one_commit_and_makes_the_cluster_equal_to_it() {
        Revision built = scene.tip();
        ImageReference image = Scene.good("1");

        DeployRecord record = scene.deploy(image);

        assertEnding(record, Outcome.HEALTHY);
        assertThat(scene.commits()).isEqualTo(2);
        assertThat(scene.tip()).isEqualTo(record.commit().orElseThrow());
        assertThat(scene.running()).isEqualTo(image.withoutTag().toString());
        assertThat(scene.trailer("Gitops-Deploy-Id"))
                .containsExactly(record.id().value());
        assertThat(scene.trailer("Gitops-Application")).containsExactly("shop");
        assertThat(scene.trailer("Gitops-Environment")).containsExactly("staging");
        assertThat(scene.trailer("Gitops-Image")).containsExactly(image.toString());
        assertThat(scene.trailer("Gitops-Source")).containsExactly(scene.repository.url() + "@" + built);
        assertThat(scene.repository.git("log", "-1", "--format=%an <%ae>", "main"))
                .isEqualToIgnoringNewLines("Ann Author <ann@example.org>");
    }

    @Test
    void lead_time_begins_with_the_source_commit_that_the_repository_knows() {
        long committed = Long.parseLong(
                scene.repository.git("log", "-1", "--format=%ct", "main").strip());

        DeployRecord record = scene.deploy(Scene.good("1"));

        assertThat(DeliveryFacts.of(record).leadTime())
                .contains(Duration.between(
                        Instant.ofEpochSecond(committed),
                        record.ending().orElseThrow().at()));
    }

    @Test
    void a_source_commit_that_the_repository_does_not_know_has_no_lead_time() {
        DeployRecord record = scene.run(scene.request(Scene.good("1"))
                .of(new Revision("0123456789012345678901234567890123456789"))
                .allowNewerManifests()
                .build());

        assertEnding(record, Outcome.HEALTHY);
        assertThat(DeliveryFacts.of(record).leadTime()).isEmpty();
    }

    @Test
    void changes_only_the_characters_of_the_image() {
        String before = scene.repository.git("show", "main:k8s/shop.yaml");
        ImageReference image = Scene.good("1");

        scene.deploy(image);

        String old = before.replaceAll("(?s).*image: \"([^\"]*)\".*", "$1");
        assertThat(scene.repository.git("show", "main:k8s/shop.yaml"))
                .isEqualTo(before.replace(old, image.withoutTag().toString()));
        assertThat(scene.repository.git("diff", "--numstat", "main~1", "main"))
                .isEqualToIgnoringNewLines("1\t1\tk8s/shop.yaml");
    }

    @Test
    void a_redeploy_that_changes_nothing_is_an_empty_commit_with_trailers() {
        ImageReference image = Scene.good("1");
        DeployRecord first = scene.deploy(image);

        DeployRecord second = scene.deploy(image);

        assertEnding(second, Outcome.HEALTHY);
        assertThat(scene.repository.git("diff", "main~1", "main")).isEmpty();
        assertThat(scene.trailer("Gitops-Deploy-Id"))
                .containsExactly(second.id().value());
        assertThat(scene.trailer("Gitops-Previous")).containsExactly(first.id() + " healthy");
    }

    @Test
    void remembers_in_the_cluster_what_was_delivered() {
        DeployRecord record = scene.deploy(Scene.good("1"));

        InventoryState state = scene.cluster
                .inventory(new InventoryId("shop", "staging", scene.namespace))
                .orElseThrow()
                .state();

        assertThat(state.deployId()).contains(record.id().value());
        assertThat(state.revision()).contains(scene.tip().id());
        assertThat(state.result()).contains("healthy");
        assertThat(state.lastHealthyRevision()).contains(scene.tip().id());
    }

    @Test
    void rolls_back_by_a_commit_when_the_rollout_fails() {
        ImageReference good = Scene.good("1");
        DeployRecord healthy = scene.deploy(good);

        DeployRecord record = scene.deploy(Scene.broken("2"));

        assertEnding(record, Outcome.FAILED);
        assertThat(record.ending().orElseThrow().rolledBack()).isTrue();
        assertThat(record.ending().orElseThrow().reason()).contains("CrashLoopBackOff", "shop", "log:");
        assertThat(scene.commits()).isEqualTo(4);
        assertThat(scene.running()).isEqualTo(good.withoutTag().toString());
        assertThat(scene.trailer("Gitops-Rollback-Of"))
                .containsExactly(record.id().value());
        assertThat(scene.trailer("Gitops-Previous")).containsExactly(record.id() + " failed");
        assertThat(scene.repository.git("diff", healthy.commit().orElseThrow().id(), "main"))
                .as("the manifests are those of the healthy delivery")
                .isEmpty();
        assertThat(record.forwardPlan().orElseThrow().text())
                .contains("-> \"" + Scene.broken("2").withoutTag());
        assertThat(record.rollbackPlan().orElseThrow().text()).contains("-> \"" + good.withoutTag());
    }

    @Test
    void leaves_a_failed_rollout_as_it_is_when_asked_to_stop() {
        scene.deploy(Scene.good("1"));
        ImageReference broken = Scene.broken("2");

        DeployRecord record = scene.run(scene.request(broken).stopOnFailure().build());

        assertEnding(record, Outcome.FAILED);
        assertThat(record.ending().orElseThrow().rolledBack()).isFalse();
        assertThat(scene.running()).isEqualTo(broken.withoutTag().toString());
        assertThat(scene.commits()).isEqualTo(3);
    }

    @Test
    void a_first_delivery_that_fails_has_nothing_to_go_back_to() {
        DeployRecord record = scene.deploy(Scene.broken("1"));

        assertEnding(record, Outcome.FAILED);
        assertThat(record.ending().orElseThrow().rolledBack()).isFalse();
        assertThat(record.ending().orElseThrow().remedy()).contains("no healthy delivery to go back to");
        assertThat(scene.commits()).isEqualTo(2);
    }

    @Test
    void going_back_to_the_same_images_alone_is_not_tried() {
        ImageReference image = Scene.good("1");
        scene.deploy(image);
        String crashing = Scene.shop()
                .replace(
                        "{labels: {app: shop}}",
                        "{labels: {app: shop}, annotations:" + " {gitops.jenkins.io/stand-in: crash}}");
        scene.repository.commit("main", "Change the pods", Map.of("k8s/shop.yaml", crashing));

        DeployRecord record =
                scene.run(scene.request(image).onFailure(OnFailure.IMAGES).build());

        assertEnding(record, Outcome.FAILED);
        assertThat(record.ending().orElseThrow().remedy()).contains("would change nothing", "Change the pods");
    }

    @Test
    void holds_the_source_that_was_rolled_back_until_it_is_released() {
        scene.deploy(Scene.good("1"));
        scene.repository.commit("main", "Change the shop", Map.of("src/shop", "2"));
        Revision built = scene.tip();
        DeployRecord failed =
                scene.run(scene.request(Scene.broken("2")).of(built).build());
        ImageReference fixed = Scene.good("3");

        DeployRecord again = scene.run(scene.request(fixed).of(built).build());
        DeployRecord released =
                scene.run(scene.request(fixed).of(built).releaseHold().build());

        assertEnding(again, Outcome.REFUSED);
        assertThat(again.ending().orElseThrow().reason()).contains("is held", built.id());
        for (DeployRecord ended : List.of(failed, again)) {
            assertThat(ended.brought().orElseThrow().commits())
                    .extracting(DeliveredCommit::subject)
                    .containsExactly("Change the shop");
        }
        assertEnding(released, Outcome.HEALTHY);
    }

    @Test
    void holds_the_content_that_was_rolled_back_and_not_its_commit_alone() {
        scene.deploy(Scene.good("1"));
        scene.repository.commit("main", "Broken", Map.of("README", "broken\n"));
        ImageReference broken = Scene.broken("2");
        assertEnding(scene.deploy(broken), Outcome.FAILED);

        // As a timer does: the newest commit is the rollback's own, and what is built of it is as broken.
        DeployRecord again = scene.deploy(Scene.broken("3"));
        scene.repository.commit("main", "Mended", Map.of("README", "mended\n"));
        DeployRecord sameImage = scene.deploy(broken);
        DeployRecord mended = scene.deploy(Scene.good("4"));

        assertEnding(again, Outcome.REFUSED);
        assertThat(again.ending().orElseThrow().reason())
                .contains("is held", "nothing but deliveries' own commits came");
        assertEnding(sameImage, Outcome.REFUSED);
        assertThat(sameImage.ending().orElseThrow().reason()).contains("is held: " + broken.withoutTag());
        assertEnding(mended, Outcome.HEALTHY);
    }

    @Test
    void tells_the_plans_warnings() {
        ImageReference first = Scene.good("1");
        scene.deploy(first);
        scene.repository.commit(
                "main",
                "Without the ConfigMap",
                Map.of(
                        "k8s/shop.yaml",
                        Scene.shop().split("---")[0].replace("envFrom: [{configMapRef: {name: shop}}]", "")));

        DeployRecord record = scene.deploy(first);

        assertEnding(record, Outcome.HEALTHY);
        assertThat(record.events())
                .extracting(DeliveryEvent::text)
                .anySatisfy(text -> assertThat(text).startsWith("Warning: ").contains("ConfigMap"));
    }

    @Test
    void an_older_source_is_superseded() {
        Revision older = scene.tip();
        Revision newer = new Revision(scene.repository.commit("main", "Newer", Map.of("README", "newer\n")));
        scene.run(scene.request(Scene.good("2")).of(newer).build());
        int commits = scene.commits();

        DeployRecord late = scene.run(scene.request(Scene.good("1")).of(older).build());

        assertEnding(late, Outcome.SUPERSEDED);
        assertThat(scene.commits()).isEqualTo(commits);
    }

    @Test
    void manifests_that_are_newer_than_what_was_tested_supersede_and_are_listed() {
        Revision built = scene.tip();
        scene.repository.commit(
                "main", "Two replicas", Map.of("k8s/shop.yaml", Scene.shop().replace("replicas: 1", "replicas: 2")));

        DeployRecord record = scene.run(scene.request(Scene.good("1")).of(built).build());
        DeployRecord allowed = scene.run(
                scene.request(Scene.good("1")).of(built).allowNewerManifests().build());

        assertEnding(record, Outcome.SUPERSEDED);
        assertThat(record.ending().orElseThrow().reason()).contains("Two replicas", "Someone");
        assertEnding(allowed, Outcome.HEALTHY);
    }

    @Test
    void write_backs_and_changes_elsewhere_since_the_build_do_not_matter() {
        Revision built = scene.tip();
        scene.run(scene.request(Scene.good("1")).of(built).build());
        scene.repository.commit("main", "Elsewhere", Map.of("README", "changed\n"));

        DeployRecord record = scene.run(scene.request(Scene.good("2")).of(built).build());

        assertEnding(record, Outcome.HEALTHY);
    }

    @Test
    void a_commit_that_only_claims_to_be_a_write_back_is_not_believed() {
        Revision built = scene.tip();
        scene.repository.commit(
                "main",
                "Deploy\n\nGitops-Deploy-Id: 01jdabcdefghjkmnpqrstvwxyz\nGitops-Application: shop\n"
                        + "Gitops-Environment: production\n",
                Map.of("k8s/shop.yaml", Scene.shop().replace("replicas: 1", "replicas: 2")));

        DeployRecord record = scene.run(scene.request(Scene.good("1")).of(built).build());

        assertEnding(record, Outcome.SUPERSEDED);
    }

    @Test
    void failed_tests_refuse() {
        TestReport failed = new TestReport(1, 3, 1, 0, List.of("shop.CartTest"));

        DeployRecord record =
                scene.run(scene.request(Scene.good("1")).tests(failed).build());

        assertRefusedWithoutEffect(record);
        assertThat(record.ending().orElseThrow().reason()).contains("shop.CartTest");
    }

    @Test
    void an_environment_that_requires_tests_refuses_without_them() {
        DeployRecord record =
                scene.run(scene.request(Scene.good("1")).requireTests().build());

        assertRefusedWithoutEffect(record);
    }

    @Test
    void an_image_that_no_manifest_names_is_refused() {
        ImageReference other = ImageReference.parse(Scene.good("1").toString().replace("/shop:", "/elsewhere:"));

        DeployRecord record = scene.deploy(other);

        assertRefusedWithoutEffect(record);
        assertThat(record.ending().orElseThrow().reason()).contains("elsewhere");
    }

    @Test
    void a_plan_with_problems_is_refused_with_all_of_them() {
        scene.repository.commit(
                "main",
                "Two mistakes",
                Map.of(
                        "k8s/a.yaml",
                        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: elsewhere}\n",
                        "k8s/b.yaml",
                        "apiVersion: example.org/v1\nkind: Unheard\nmetadata: {name: b}\n"));

        DeployRecord record = scene.deploy(Scene.good("1"));

        assertEnding(record, Outcome.REFUSED);
        assertThat(record.ending().orElseThrow().reason()).contains("k8s/a.yaml:1", "k8s/b.yaml:1", "Unheard");
        assertThat(scene.commits()).isEqualTo(2);
        assertThat(scene.running()).isEmpty();
    }

    @Test
    void goes_back_to_an_earlier_delivery_on_request() {
        ImageReference first = Scene.good("1");
        DeployRecord old = scene.deploy(first);
        DeployRecord current = scene.deploy(Scene.good("2"));
        RollbackTarget earlier = RollbackTarget.choose(
                new DeliveryTarget("shop", "staging"),
                scene.branch,
                ManifestSource.at("k8s"),
                old.id().value());

        DeployRecord back = scene.run(scene.request(earlier.images().get(0))
                .kind(DeliveryKind.ROLLBACK)
                .of(earlier.source().orElseThrow().revision())
                .build());

        assertThat(earlier.current()).isEqualTo(current.id());
        assertEnding(back, Outcome.HEALTHY);
        assertThat(scene.running()).isEqualTo(first.withoutTag().toString());
    }

    private void assertRefusedWithoutEffect(DeployRecord record) {
        assertEnding(record, Outcome.REFUSED);
        assertThat(scene.commits()).isEqualTo(1);
        assertThat(scene.running()).isEmpty();
    }

    public static void assertEnding(DeployRecord record, Outcome outcome) {
        assertThat(record.ending().map(DeliveryEnding::outcome))
                .as(() -> record.ending() + "\n" + record.events())
                .contains(outcome);
    }
}
