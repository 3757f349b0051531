package io.jenkins.plugins.gitops.engine.cluster.delete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.ClusterScene;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredState;
import io.jenkins.plugins.gitops.engine.cluster.desired.PruneLimit;
import io.jenkins.plugins.gitops.engine.cluster.desired.Pruning;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.plan.Plan;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PruneTest {

    private static final String SHOP = ClusterScene.read("shop.yaml");
    private static final String KEPT = SHOP.substring(0, SHOP.indexOf("---\n"));
    private static final String CLAIM =
            """
            ---
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data}
            spec:
              accessModes: [ReadWriteOnce]
              resources: {requests: {storage: 1Gi}}
            """;

    private static final String DEFINITION =
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: ways.NAMESPACE.example.com}
            spec:
              group: NAMESPACE.example.com
              scope: Namespaced
              names: {kind: Way, plural: ways}
              versions:
                - {name: v1, served: true, storage: true, schema: &any {openAPIV3Schema: {type: object,
                   x-kubernetes-preserve-unknown-fields: true}}}
                - {name: v2, served: true, storage: false, schema: *any}
            """;

    @FreshScene
    private ClusterScene place;

    private Inventory inventory;

    /** Of a kind that all servers have in two groups. */
    private static final String NOTE =
            """
            ---
            apiVersion: GROUP
            kind: Event
            metadata: {name: web}
            ABOUT: {apiVersion: v1, kind: Service, name: web, namespace: NAMESPACE}
            type: Normal
            reason: Moved
            TEXT: it moved
            """;

    @BeforeEach
    void begin() {
        inventory = place.cluster
                .writeInventory(
                        Inventory.empty(place.id, ClusterScene.REPOSITORY).including(place.apply(SHOP + CLAIM)))
                .inventory();
    }

    @Test
    void what_is_no_longer_wanted_is_planned_and_deleted() {
        DesiredState request = place.request(KEPT + CLAIM).with(Pruning.ON);

        assertThat(place.cluster.plan(request).text())
                .contains("- Service " + place.namespace + "/web", "- Secret " + place.namespace + "/keys")
                .contains("3 to prune");
        List<ObjectRef> gone = place.prune(request);

        assertThat(gone).extracting(ObjectRef::name).containsExactlyInAnyOrder("web", "keys", "settings");
        assertThat(place.kubectl("get", "services,configmaps,deployments", "-o", "name"))
                .contains("deployment.apps/web", "gitops.shop.staging")
                .doesNotContain("service/web", "settings");
        assertThat(inventory.without(gone).objects()).hasSize(2);
    }

    @Test
    void what_only_moved_to_another_file_or_another_version_of_its_api_stays() {
        place.kubectlApply(DEFINITION);
        place.kubectl(
                "wait", "--for=condition=Established", "--timeout=60s", "crd/ways." + place.namespace + ".example.com");
        String route = "---\napiVersion: NAMESPACE.example.com/v1\nkind: Way\nmetadata: {name: web}\nspec: {to: web}\n";
        String newer = route.replace("/v1", "/v2");
        inventory = place.cluster
                .writeInventory(inventory.including(place.apply(route)))
                .inventory();
        List<Manifest> moved = place.manifests(CLAIM + newer + "---\n" + SHOP).stream()
                .map(manifest -> new Manifest(new FileLocation("elsewhere/all.yaml", 1), manifest.content()))
                .toList();
        DesiredState request =
                DesiredState.of(place.id, ClusterScene.REPOSITORY, moved).with(Pruning.ON);

        assertThat(place.cluster.plan(request).text()).contains("0 to prune");
        assertThat(place.prune(request)).isEmpty();
        assertThat(place.kubectl("get", "ways,services,secrets", "-o", "name"))
                .contains("example.com/web", "service/web", "secret/keys");
    }

    @AfterEach
    void removeDefinition() {
        place.kubectl("delete", "crd", "ways." + place.namespace + ".example.com", "--ignore-not-found");
    }

    @Test
    void what_only_moved_to_another_group_of_its_api_stays() {
        String older =
                NOTE.replace("GROUP", "v1").replace("ABOUT", "involvedObject").replace("TEXT", "message");
        String newer = NOTE.replace("GROUP", "events.k8s.io/v1")
                .replace("ABOUT", "regarding")
                .replace("TEXT", "note");
        inventory = place.cluster
                .writeInventory(inventory.including(place.apply(older)))
                .inventory();
        DesiredState request = place.request(SHOP + CLAIM + newer).with(Pruning.ON);

        assertThat(place.cluster.plan(request).text()).contains("0 to prune");
        assertThat(place.prune(request)).isEmpty();
        assertThat(inventory.including(place.apply(newer)).objects())
                .extracting(entry -> entry.ref().text())
                .contains("events.k8s.io/v1/Event/" + place.namespace + "/web")
                .noneMatch(ref -> ref.startsWith("v1/Event/"));
        assertThat(place.plan(older + newer).problems())
                .singleElement()
                .asString()
                .contains("Event web: it is also at");
    }

    @Test
    void what_moved_to_another_namespace_goes_from_the_old_one_alone() {
        String other = place.plane.freshNamespace();
        String moved = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: " + other + "}\n";
        String rest = SHOP.substring(0, SHOP.lastIndexOf("---\n"));
        DesiredState request =
                place.request(rest + CLAIM + moved).allowing(List.of(other)).with(Pruning.ON);
        inventory = place.cluster
                .writeInventory(inventory.including(place.apply(request)))
                .inventory();

        assertThat(place.prune(request))
                .extracting(ObjectRef::toString)
                .containsExactly("ConfigMap " + place.namespace + "/settings");
        assertThat(place.plane.kubectl(other, "get", "configmaps", "-o", "name").succeeded())
                .contains("settings");
        place.plane.client().namespaces().withName(other).delete();
    }

    @Test
    void what_waits_for_its_finalizers_is_named_and_stays_in_the_inventory_until_it_is_gone() {
        place.kubectl(
                "patch",
                "configmap",
                "settings",
                "--type=merge",
                "-p",
                "{\"metadata\": {\"finalizers\": [\"example.com/nobody\"]}}");
        DesiredState request = place.request(KEPT + CLAIM).with(Pruning.ON);

        for (int time = 0; time < 2; time++) {
            PruneResult pruned = place.cluster.prune(request, () -> {});

            assertThat(pruned.gone()).extracting(ObjectRef::name).doesNotContain("settings");
            assertThat(pruned.leaving())
                    .singleElement()
                    .hasToString("ConfigMap " + place.namespace + "/settings (finalizers: example.com/nobody)");
        }
        assertThat(place.cluster.plan(request).text()).contains("settings");
        place.kubectl("patch", "configmap", "settings", "--type=merge", "-p", "{\"metadata\": {\"finalizers\": null}}");
        assertThat(place.prune(request)).extracting(ObjectRef::name).contains("settings");
    }

    @Test
    void without_the_option_nothing_is_deleted_and_the_plan_says_what_stays() {
        DesiredState request = place.request(KEPT + CLAIM);

        assertThat(place.prune(request)).isEmpty();
        assertThat(place.cluster.plan(request).warnings())
                .singleElement()
                .asString()
                .contains("ConfigMap " + place.namespace + "/settings", "pruning is off");
    }

    @Test
    void a_volume_claim_stays() {
        DesiredState request = place.request(SHOP).with(Pruning.ON);

        assertThat(place.prune(request)).isEmpty();
        assertThat(place.cluster.plan(request).warnings())
                .singleElement()
                .asString()
                .contains(
                        "PersistentVolumeClaim " + place.namespace + "/data is not pruned: its data would go with it",
                        "delete it yourself");
    }

    @Test
    void what_somebody_made_anew_or_took_the_label_from_stays() {
        place.kubectl("delete", "configmap/settings");
        place.kubectl("create", "configmap", "settings");
        place.kubectl("label", "configmap/settings", "applyset.kubernetes.io/part-of=" + place.id.applySet());
        place.kubectl("label", "secret/keys", "applyset.kubernetes.io/part-of-");
        DesiredState request = place.request(KEPT + CLAIM).with(Pruning.ON);

        assertThat(place.cluster.plan(request).warnings())
                .satisfiesExactlyInAnyOrder(
                        one -> assertThat(one).contains("settings is not pruned: somebody deleted it"),
                        two -> assertThat(two).contains("keys is not pruned: it no longer carries the label"));
        assertThat(place.prune(request)).extracting(ObjectRef::kind).containsExactly("Service");
    }

    @Test
    void a_manifest_that_cannot_be_read_is_one_problem_among_others() {
        Plan plan = place.plan(KEPT + "---\napiVersion: a/b/c\nkind: ConfigMap\nmetadata: {name: x}\n");

        assertThat(plan.problems()).singleElement().asString().contains("'a/b/c' is not an apiVersion");
        assertThat(plan.warnings()).isNotEmpty();
    }

    @Test
    void what_only_copies_the_label_stays() {
        place.kubectl("create", "configmap", "copied");
        place.kubectl("label", "configmap/copied", "applyset.kubernetes.io/part-of=" + place.id.applySet());

        place.prune(place.request(KEPT + CLAIM).with(Pruning.ON));

        assertThat(place.kubectl("get", "configmaps")).contains("copied");
    }

    @Test
    void what_we_may_not_delete_is_found_by_the_plan() {
        DesiredState request = place.request(KEPT + CLAIM).with(Pruning.ON);

        try (Cluster limited = place.limitedTo(
                "get,list,create,patch", "configmaps,secrets,services,deployments.apps,persistentvolumeclaims")) {
            assertThat(limited.plan(request).problems())
                    .singleElement()
                    .asString()
                    .contains("may not delete", "configmaps in namespace " + place.namespace + " (1)", "services")
                    .contains("grant the verb delete");
            assertThat(limited.plan(place.request(KEPT + CLAIM)).problems()).isEmpty();
        }
    }

    private DesiredState pruning(String manifests, PruneLimit limit) {
        return place.request(manifests).with(Pruning.ON.withLimit(limit));
    }

    @Test
    void an_empty_set_and_too_many_objects_are_refused() {
        DesiredState empty = place.request("").with(Pruning.ON);
        DesiredState many = pruning(KEPT + CLAIM, new PruneLimit(2));

        assertThat(place.cluster.plan(empty).problems())
                .singleElement()
                .asString()
                .contains("no object at all");
        assertThatThrownBy(() -> place.prune(empty)).hasMessageContaining("no object at all");
        assertThat(place.cluster.plan(many).problems())
                .singleElement()
                .asString()
                .contains("the limit is 2", "pruneLimit of the environment", "--prune-limit");
        assertThatThrownBy(() -> place.prune(many)).hasMessageContaining("the limit is 2");
        assertThat(place.kubectl("get", "services")).contains("web");
    }

    @Test
    void what_is_called_before_every_few_can_end_it() {
        String many = IntStream.range(0, 80)
                .mapToObj(i -> "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: many-" + i + "}\n---\n")
                .collect(Collectors.joining());
        Inventory before = place.cluster.inventory(place.id).orElseThrow();
        place.cluster.writeInventory(before.including(place.apply(many + KEPT + CLAIM)));
        DesiredState request = pruning(KEPT + CLAIM, new PruneLimit(100));
        AtomicInteger calls = new AtomicInteger();

        assertThatThrownBy(() -> place.cluster.prune(request, () -> {
                    if (calls.incrementAndGet() == 3) {
                        throw new IllegalStateException("another delivery has the lease");
                    }
                }))
                .hasMessage("another delivery has the lease");

        assertThat(place.kubectl("get", "configmaps", "-o", "name").lines().filter(name -> name.contains("many-")))
                .hasSizeBetween(1, 48);
    }
}
