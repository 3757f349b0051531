package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.cluster.desired.DeployScope;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectSelector;
import io.jenkins.plugins.gitops.engine.cluster.desired.SyncLimits;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEvent;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.DesiredStateLocation;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The cluster made equal to the newest delivery again. */
class SyncTest {

    private static final String HOOK =
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: migrate, annotations: {argocd.argoproj.io/hook: PreSync}}
            spec:
              template:
                metadata: {annotations: {gitops.jenkins.io/stand-in: exit-0}}
                spec: {restartPolicy: Never, containers: [{name: migrate, image: "REGISTRY/tools:1"}]}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: other}
            """;

    @FreshScene
    private Scene scene;

    @Test
    void brings_back_what_was_lost_as_it_was_delivered_and_commits_nothing() {
        ImageReference image = Scene.good("1");
        DeployRecord delivered = scene.deploy(image);
        scene.repository.commit("main", "Not delivered yet", Map.of("k8s/more.yaml", "not: an object\n"));
        ControlPlane.shared()
                .kubectl(
                        scene.namespace, "delete", "deployment/shop", "configmap/shop", "configmap/gitops.shop.staging")
                .succeeded();

        DeployRecord record = scene.run(sync());

        assertEnding(record, Outcome.HEALTHY);
        assertThat(scene.running()).isEqualTo(image.withoutTag().toString());
        assertThat(scene.commits()).isEqualTo(3);
        assertThat(record.commit()).isEqualTo(delivered.commit());
        assertThat(state().deployId()).contains(delivered.id().value());
        assertThat(state().result()).contains("healthy");
        assertThat(state().lastHealthyRevision())
                .contains(delivered.commit().orElseThrow().id());
    }

    @Test
    void goes_on_after_a_kill_and_gives_way_to_a_newer_delivery() {
        scene.deploy(Scene.good("1"));
        DeployRecord killed = scene.until(
                scene.delivery.begin(sync(), scene.context.clock(), scene.context.random()), DeliveryPhase.WAIT);
        DeployRecord again = new Delivery(scene.store).takeUp(scene.store.read(killed.id()), scene.context);
        DeployRecord late = scene.until(
                scene.delivery.begin(sync(), scene.context.clock(), scene.context.random()), DeliveryPhase.APPLY);
        assertEnding(scene.run(again), Outcome.HEALTHY);
        ImageReference newer = Scene.good("2");
        scene.deploy(newer);

        DeployRecord overtaken = scene.run(late);

        assertEnding(overtaken, Outcome.SUPERSEDED);
        assertThat(scene.running()).isEqualTo(newer.withoutTag().toString());
    }

    @Test
    void a_newest_delivery_that_failed_is_said_and_a_failed_sync_puts_nothing_back() {
        scene.deploy(Scene.good("1"));
        ImageReference broken = Scene.broken("2");
        DeployRecord failed = scene.run(scene.request(broken).stopOnFailure().build());

        DeployRecord record = scene.run(sync());

        assertEnding(record, Outcome.FAILED);
        assertThat(record.events())
                .extracting(DeliveryEvent::text)
                .contains("Warning: Delivery " + failed.id() + " ended as failed, and was not rolled back");
        assertThat(record.ending().orElseThrow().remedy())
                .contains("nothing was rolled back", "--to-delivery previous");
        assertThat(scene.commits()).isEqualTo(3);
        assertThat(scene.running()).isEqualTo(broken.withoutTag().toString());
    }

    /** A copy of a delivery's trailers proves nothing: what somebody pushed with them was never checked. */
    @Test
    void a_commit_that_only_claims_to_be_the_delivery_is_refused() {
        ImageReference image = Scene.good("1");
        scene.deploy(image);
        String message = scene.repository.git("log", "-1", "--format=%B", "main");
        String manifest = scene.repository.git("show", "main:k8s/shop.yaml");
        scene.repository.commit(
                "main", message, Map.of("k8s/shop.yaml", manifest.replace("replicas: 1", "replicas: 2")));
        DeployRecord copied = scene.run(sync());
        DriftReport report = DriftReport.of(
                new DesiredStateLocation(
                        sync().target(), scene.remote(), sync().manifests(), DeployScope.of(scene.namespace)),
                scene.context);
        scene.repository.commit(
                "main",
                "Deploy\n\nGitops-Deploy-Id: 01jdabcdefghjkmnpqrstvwxyz\nGitops-Application: shop\n"
                        + "Gitops-Environment: staging\nGitops-Manifests: k8s\n",
                Map.of());
        DeployRecord made = scene.run(sync());

        for (DeployRecord forged : List.of(copied, made)) {
            assertEnding(forged, Outcome.REFUSED);
            assertThat(forged.ending().orElseThrow().reason()).contains("never began there");
        }
        assertThat(report.remark().orElseThrow()).contains("another commit of delivery " + report.delivery());
        assertThat(report.result()).isEmpty();
        assertThat(report.underWay()).isEmpty();
        assertThat(report.drift().found()).isTrue();
        assertThat(scene.running()).isEqualTo(image.withoutTag().toString());
    }

    @Test
    void how_the_delivery_ended_stays_when_a_sync_of_it_fails() {
        scene.deploy(Scene.good("1"));
        Optional<Instant> ended = state().updated();
        DeployRecord begun = scene.until(
                scene.delivery.begin(sync(), scene.context.clock(), scene.context.random()), DeliveryPhase.WAIT);

        DeployRecord aborted = scene.run(scene.delivery.abort(begun, "Ann", scene.context.clock()));

        assertEnding(aborted, Outcome.ABORTED);
        assertThat(state().result()).contains("healthy");
        assertThat(state().updated()).isEqualTo(ended);
    }

    @Test
    void without_a_delivery_to_sync_to_it_is_refused() {
        DeployRecord none = scene.run(sync());
        scene.repository.commit(
                "main",
                "Remove shop from staging\n\nGitops-Deploy-Id: 01jdabcdefghjkmnpqrstvwxyz\n"
                        + "Gitops-Application: shop\nGitops-Environment: staging\n",
                Map.of());
        DeployRecord removed = scene.run(sync());
        scene.repository.commit("main", "Moved", Map.of("deploy/shop.yaml", Scene.shop()));
        scene.run(scene.request(Scene.good("1")).manifests("deploy").build());
        DeployRecord moved = scene.run(sync());

        assertEnding(none, Outcome.REFUSED);
        assertThat(none.ending().orElseThrow().reason()).contains("There is no delivery of shop in staging");
        assertEnding(removed, Outcome.REFUSED);
        assertThat(removed.ending().orElseThrow().reason()).contains("shop in staging was removed (01jdabcdef");
        assertEnding(moved, Outcome.REFUSED);
        assertThat(moved.ending().orElseThrow().reason()).contains("has its manifests in deploy, not in k8s");
    }

    /** What a self-heal asks for: no person did. */
    @Test
    void a_part_is_put_back_alone_and_without_hooks_and_not_where_something_is_held() {
        ImageRegistry.shared().push("tools", "1", Map.of());
        scene.repository.commit(
                "main",
                "A hook and more",
                Map.of(
                        "k8s/more.yaml",
                        HOOK.replace("REGISTRY", ImageRegistry.shared().address())));
        DeployRecord delivered = scene.deploy(Scene.good("1"));
        ControlPlane.shared()
                .kubectl(scene.namespace, "delete", "configmap/shop", "configmap/other", "job/migrate")
                .succeeded();

        DeployRecord record = scene.run(part("ConfigMap/" + scene.namespace + "/shop"));

        assertEnding(record, Outcome.HEALTHY);
        assertThat(names("configmaps")).contains("configmap/shop").doesNotContain("configmap/other");
        assertThat(names("jobs")).isEmpty();
        assertThat(record.events())
                .extracting(DeliveryEvent::text)
                .noneMatch(text -> text.contains("no longer in the manifests"));
        assertThat(state().deployId()).contains(delivered.id().value());
        scene.deploy(Scene.broken("2"));
        assertThat(state().heldSource()).isPresent();

        DeployRecord held = scene.run(part("ConfigMap/" + scene.namespace + "/shop"));

        assertEnding(held, Outcome.REFUSED);
        assertThat(held.ending().orElseThrow().reason()).contains("a hold is on it");
        assertThat(scene.run(sync()).ending().orElseThrow().outcome()).isEqualTo(Outcome.HEALTHY);
    }

    private DeployRequest part(String object) {
        DeployRequest sync = sync();
        return sync.with(
                sync.options().with(SyncLimits.NONE.only(new TreeSet<>(List.of(ObjectSelector.parse(object))))));
    }

    private String names(String kind) {
        return ControlPlane.shared()
                .kubectl(scene.namespace, "get", kind, "-o", "name")
                .succeeded();
    }

    private DeployRequest sync() {
        return scene.request().kind(DeliveryKind.SYNC).build();
    }

    private InventoryState state() {
        return scene.cluster
                .inventory(new InventoryId("shop", "staging", scene.namespace))
                .orElseThrow()
                .state();
    }
}
