package io.jenkins.plugins.gitops.engine.cluster.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.cluster.ClusterScene;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.cluster.plan.Plan;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InventoryTest {

    private static final String SHOP = ClusterScene.read("shop.yaml");

    @FreshScene
    private ClusterScene place;

    @Test
    void what_is_written_is_read() {
        InventoryState state = new InventoryState(
                Optional.of("d-1"),
                Optional.of("0123456789012345678901234567890123456789"),
                Optional.of("healthy"),
                Optional.empty(),
                Optional.empty(),
                Optional.of("held"),
                List.of("registry.example/shop@sha256:" + "1".repeat(64)),
                Optional.of(Instant.parse("2026-01-02T03:04:05Z")));
        Inventory inventory = Inventory.empty(place.id, ClusterScene.REPOSITORY)
                .including(place.apply(SHOP))
                .with(state);

        assertThat(place.cluster.inventory(place.id)).isEmpty();
        InventoryWriteResult write = place.cluster.writeInventory(inventory);

        assertThat(write.overtaken()).isFalse();
        assertThat(place.cluster.inventory(place.id)).contains(write.inventory());
        assertThat(write.inventory().state()).isEqualTo(state);
        assertThat(write.inventory().objects()).isEqualTo(inventory.objects()).hasSize(4);
        assertThat(write.inventory().objects().get(1).ref().text())
                .isEqualTo("apps/v1/Deployment/" + place.namespace + "/web");
    }

    @Test
    void it_is_an_ApplySet_as_kubectl_knows_it() {
        place.cluster.writeInventory(
                Inventory.empty(place.id, ClusterScene.REPOSITORY).including(place.apply(SHOP)));

        assertThat(place.kubectl("get", "configmap/gitops.shop.staging", "-o", "yaml"))
                .contains("applyset.kubernetes.io/id: " + place.id.applySet())
                .contains("applyset.kubernetes.io/tooling: jenkins-gitops/")
                .contains("applyset.kubernetes.io/contains-group-kinds: ConfigMap,Deployment.apps,Secret,Service");
        assertThat(new InventoryId("shop", "staging", "ns").applySet())
                // printf gitops.shop.staging.ns.ConfigMap. | openssl dgst -sha256 -binary | base64 | tr +/ -_
                .isEqualTo("applyset-KkprDDTRmiGFqGlz3f7Dvj--WWjYxRIGHqemKOpWpNo-v1");
    }

    @Test
    void of_two_writers_one_is_overtaken_and_sees_what_the_other_wrote() {
        Inventory start = place.cluster
                .writeInventory(Inventory.empty(place.id, ClusterScene.REPOSITORY))
                .inventory();
        InventoryWriteResult faster = place.cluster.writeInventory(start.including(place.apply(SHOP)));

        InventoryWriteResult slower = place.cluster.writeInventory(start);

        assertThat(slower.overtaken()).isTrue();
        assertThat(slower.inventory()).isEqualTo(faster.inventory());
        assertThat(place.cluster
                        .writeInventory(Inventory.empty(place.id, ClusterScene.REPOSITORY))
                        .overtaken())
                .isTrue();
    }

    @Test
    void another_repository_is_told_who_owns_it() {
        place.cluster.writeInventory(Inventory.empty(place.id, "https://git.example/other.git"));

        assertThat(place.plan(SHOP).problems())
                .singleElement()
                .asString()
                .contains("shop in staging belongs to https://git.example/other.git")
                .contains("not to https://git.example/shop.git");
    }

    @Test
    void a_config_map_that_is_none_of_ours_is_not_touched() {
        place.kubectl("create", "configmap", "gitops.shop.staging");

        assertThatThrownBy(() -> place.plan(SHOP)).hasMessageContaining("is not an inventory of this tool");
        assertThat(place.cluster
                        .writeInventory(Inventory.empty(new InventoryId("a", "b-c", place.namespace), "x"))
                        .overtaken())
                .isFalse();
        assertThat(place.cluster.inventory(new InventoryId("a-b", "c", place.namespace)))
                .as("a-b in c is not a in b-c")
                .isEmpty();
    }

    @Test
    void a_newer_format_is_refused_and_other_peoples_fields_stay() {
        Inventory written = place.cluster
                .writeInventory(Inventory.empty(place.id, ClusterScene.REPOSITORY))
                .inventory();
        place.kubectl("label", "configmap/gitops.shop.staging", "team=shop");
        Inventory current = place.cluster.inventory(place.id).orElseThrow();
        place.cluster.writeInventory(current.with(written.state()));
        assertThat(place.kubectl("get", "configmaps", "-l", "team=shop")).contains("gitops.shop.staging");

        place.kubectl("patch", "configmap/gitops.shop.staging", "-p", "{\"data\":{\"state\":\"{\\\"version\\\":2}\"}}");
        assertThatThrownBy(() -> place.cluster.inventory(place.id)).hasMessageContaining("newer version");
        place.kubectl("patch", "configmap/gitops.shop.staging", "-p", "{\"data\":{\"state\":\"{\"}}");
        assertThatThrownBy(() -> place.cluster.inventory(place.id)).hasMessageContaining("data.state");
    }

    @Test
    void names_that_Kubernetes_cannot_hold_are_refused() {
        for (String name : List.of("", "Shop", "a_b", "a".repeat(64), "-a")) {
            assertThatThrownBy(() -> new InventoryId(name, "staging", "ns")).hasMessageContaining("'" + name + "'");
        }
    }

    /** What another application would have to commit, to have an image promoted that was never healthy. */
    private String forged(InventoryId id) {
        InventoryState state = new InventoryState(
                Optional.of("01m82yg1szwf2jwd2x8213ak5z"),
                Optional.of("0123456789012345678901234567890123456789"),
                Optional.of("healthy"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
        return ClusterJson.write(InventoryFormat.write(
                Inventory.empty(id, ClusterScene.REPOSITORY).with(state)));
    }

    @Test
    void a_plan_names_file_and_line_of_a_forged_one() {
        InventoryId shop = new InventoryId("shop", "production", place.namespace);

        Plan plan = place.plan("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\n" + forged(shop));

        assertThat(plan.problems())
                .singleElement()
                .asString()
                .startsWith("k8s/app.yaml:5: ConfigMap gitops.shop.production: the name is that of an inventory");
    }

    @Test
    void one_that_was_applied_all_the_same_is_no_evidence_until_a_delivery_writes_it() {
        for (String manager : new String[] {"jenkins-gitops", "somebody"}) {
            InventoryId id = new InventoryId("shop", manager, place.namespace);
            place.kubectlApply(forged(id), "--server-side", "--field-manager=" + manager);

            assertThatThrownBy(() -> place.cluster.evidence(id))
                    .hasMessageContaining("was applied as a manifest, so it is no evidence of a delivery");

            Inventory stored = place.cluster.inventory(id).orElseThrow();
            InventoryState running = stored.state().holding("another", List.of());
            assertThat(place.cluster.writeInventory(stored.with(running)).overtaken())
                    .isFalse();
            assertThat(place.cluster.evidence(id)).isEqualTo(running);
        }
    }

    @Test
    void one_that_a_delivery_wrote_is_evidence_and_none_is_none() {
        assertThat(place.cluster.evidence(place.id)).isEqualTo(InventoryState.NONE);
        InventoryState state = InventoryState.NONE.holding("a", List.of());

        place.cluster.writeInventory(
                Inventory.empty(place.id, ClusterScene.REPOSITORY).with(state));

        assertThat(place.cluster.evidence(place.id)).isEqualTo(state);
    }
}
