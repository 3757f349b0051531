package io.jenkins.plugins.gitops.engine.cluster.delete;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.ClusterScene;
import io.jenkins.plugins.gitops.engine.cluster.api.DeletingObject;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.desired.DeployScope;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredState;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectSelector;
import io.jenkins.plugins.gitops.engine.cluster.inventory.AppliedObject;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RemovalTest {

    private static final String SHOP = ClusterScene.read("shop.yaml");
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
            metadata: {name: NAME}
            spec:
              group: gitops.example
              scope: Namespaced
              names: {plural: PLURAL, kind: KIND}
              versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
            """;

    @FreshScene
    private ClusterScene place;

    @Test
    void workloads_go_before_what_they_depend_on_and_data_stays() {
        Inventory inventory = deliver(SHOP + CLAIM);

        RemovalPlan plan = place.cluster.planRemoval(inventory, Set.of());

        assertThat(plan.steps())
                .extracting(step -> step.refs().stream().map(ObjectRef::kind).toList())
                .containsExactly(List.of("Deployment"), List.of("ConfigMap", "Secret", "Service"));
        assertThat(plan.text())
                .contains("= PersistentVolumeClaim " + place.namespace + "/data stays: its data would go with it")
                .endsWith("4 to remove, 1 to stay, 0 gone already");
        assertThat(place.kubectl("get", "deployments", "-o", "name")).contains("web");
    }

    /** What an environment could deliver once, and may not touch today. */
    @Test
    void what_is_outside_of_the_scope_of_today_stays_and_is_named() {
        Inventory inventory = deliver(SHOP);

        RemovalPlan closed =
                place.cluster.planRemoval(inventory, Set.of(), Optional.of(DeployScope.of("another-namespace")));
        RemovalPlan open = place.cluster.planRemoval(inventory, Set.of(), Optional.of(DeployScope.of(place.namespace)));

        assertThat(closed.steps()).isEmpty();
        assertThat(closed.unlisted()).isEmpty();
        assertThat(closed.text())
                .contains("= Deployment " + place.namespace + "/web stays: namespace " + place.namespace
                        + " is not one that this environment may use");
        assertThat(open.steps()).hasSize(2);
    }

    @Test
    void later_waves_go_before_earlier_ones_whatever_their_kinds() {
        Inventory inventory = deliver(SHOP + map("first", -1) + map("last", 2));

        List<RemovalPlan.Step> steps =
                place.cluster.planRemoval(inventory, Set.of()).steps();

        assertThat(steps)
                .extracting(step -> step.refs().stream().map(ObjectRef::name).toList())
                .containsExactly(List.of("last"), List.of("web"), List.of("settings", "keys", "web"), List.of("first"));
    }

    @Test
    void what_may_not_be_deleted_is_told_before_anything_is() {
        Inventory inventory = deliver(SHOP);

        try (Cluster limited = place.limitedTo("get,list", "configmaps,secrets,services,deployments.apps")) {
            assertThatThrownBy(() -> limited.planRemoval(inventory, Set.of()))
                    .hasMessageContaining("does not let us delete configmaps in namespace " + place.namespace)
                    .hasMessageContaining("deployments.apps in namespace " + place.namespace + " (1)");
        }
    }

    @Test
    void a_role_for_one_name_is_enough_for_that_object() {
        Inventory inventory = deliver(map("first", 0).substring(4));
        place.kubectl("create", "role", "remover", "--verb=delete", "--resource=configmaps", "--resource-name=first");
        place.kubectl(
                "create",
                "rolebinding",
                "remover",
                "--role=remover",
                "--serviceaccount=" + place.namespace + ":limited");

        try (Cluster limited = place.limitedTo("get,list", "configmaps")) {
            assertThat(limited.planRemoval(inventory, Set.of()).steps()).hasSize(1);
        }
    }

    private static String map(String name, int wave) {
        return "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " + name
                + "\n  annotations: {gitops.jenkins.io/wave: \"" + wave + "\"}\n";
    }

    @Test
    void a_deployment_is_gone_when_its_pods_are() {
        Inventory inventory = deliver(SHOP);
        RemovalPlan.Step workloads =
                place.cluster.planRemoval(inventory, Set.of()).steps().get(0);

        untilGone(workloads);

        assertThat(place.kubectl("get", "deployments,replicasets,pods", "-o", "name"))
                .isEmpty();
    }

    @Test
    void what_holds_an_object_is_named() {
        Inventory inventory = deliver(SHOP);
        place.kubectl("patch", "configmap/settings", "-p", "{\"metadata\":{\"finalizers\":[\"example.org/hold\"]}}");
        RemovalPlan.Step dependencies =
                place.cluster.planRemoval(inventory, Set.of()).steps().get(1);

        List<DeletingObject> standing = untilLeft(1, dependencies);

        assertThat(standing).singleElement().asString().contains("settings (finalizers: ", "example.org/hold");
        place.kubectl("patch", "configmap/settings", "-p", "{\"metadata\":{\"finalizers\":null}}");
        untilGone(dependencies);
    }

    /** The controller that takes the finalizer off may be among the workloads. */
    @Test
    void a_custom_resource_with_a_finalizer_goes_before_the_workloads_of_its_wave() {
        String kind = "Engine" + place.namespace.substring(5);
        String name = kind.toLowerCase(Locale.ROOT) + "s.gitops.example";
        String definition = DEFINITION
                .replace("NAME", name)
                .replace("PLURAL", name.replace(".gitops.example", ""))
                .replace("KIND", kind);
        String object = "---\napiVersion: gitops.example/v1\nkind: " + kind + "\nmetadata: {name: NAME}\n";
        String held = object.replace("NAME}", "held, finalizers: [gitops.example/operator]}");
        Inventory inventory =
                stored(place.apply(place.request(definition + held + object.replace("NAME", "free") + "---\n" + SHOP)
                        .allowingClusterScoped()));
        try {
            assertThat(place.cluster.planRemoval(inventory, Set.of()).steps())
                    .extracting(
                            step -> step.refs().stream().map(ObjectRef::name).toList())
                    .startsWith(List.of("held"), List.of("web", "free"));
        } finally {
            place.kubectl("patch", name, "held", "--type=merge", "-p", "{\"metadata\":{\"finalizers\":null}}");
            place.kubectl("delete", "crd", name);
        }
    }

    @Test
    void data_goes_when_it_is_named() {
        Inventory inventory = deliver(CLAIM);
        ObjectSelector claim = ObjectSelector.parse("PersistentVolumeClaim/" + place.namespace + "/data");

        RemovalPlan plan = place.cluster.planRemoval(inventory, Set.of(claim));

        assertThat(plan.staying()).isEmpty();
        untilGone(plan.steps().get(0));
        assertThat(place.kubectl("get", "persistentvolumeclaims", "-o", "name")).isEmpty();
    }

    @Test
    void what_is_somebody_elses_by_now_stays_and_is_not_listed_any_more() {
        Inventory inventory = deliver(SHOP);
        place.kubectl("label", "service/web", "applyset.kubernetes.io/part-of-");
        place.kubectl("delete", "configmap/settings");
        place.kubectl("delete", "secret/keys");
        place.kubectl("create", "configmap", "settings");

        RemovalPlan plan = place.cluster.planRemoval(inventory, Set.of());
        RemovalPlan.Step all = new RemovalPlan.Step(inventory.objects());
        place.cluster.remove(place.id, all, () -> {});

        assertThat(plan.gone()).extracting(ObjectRef::name).containsExactly("keys");
        assertThat(plan.staying()).extracting(each -> each.ref().name()).containsExactly("settings", "web");
        assertThat(plan.staying()).noneMatch(RemovalPlan.Staying::member);
        assertThat(inventory.without(plan.unlisted()).objects()).isEmpty();
        assertThat(place.kubectl("get", "services,configmaps", "-o", "name")).contains("service/web", "settings");
    }

    @Test
    void the_namespace_with_the_inventory_goes_last_and_takes_nothing_that_is_to_stay() {
        String own = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: NAMESPACE}\n";
        Inventory inventory = deliver(SHOP + CLAIM + own);
        ObjectSelector namespace = ObjectSelector.parse("Namespace/" + place.namespace);
        ObjectSelector claim = ObjectSelector.parse("PersistentVolumeClaim/" + place.namespace + "/data");

        assertThatThrownBy(() -> place.cluster.planRemoval(inventory, Set.of(namespace)))
                .hasMessageContaining("With Namespace " + place.namespace + " would go what is to stay")
                .hasMessageContaining(claim.text());
        List<RemovalPlan.Step> steps =
                place.cluster.planRemoval(inventory, Set.of(namespace, claim)).steps();
        assertThat(steps.get(steps.size() - 1).refs())
                .singleElement()
                .extracting(ObjectRef::kind)
                .isEqualTo("Namespace");
    }

    @Test
    void any_namespace_that_is_named_takes_nothing_that_is_to_stay() {
        String other = place.namespace + "-data";
        String elsewhere = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: " + other + "}\n"
                + CLAIM.replace("name: data", "name: data, namespace: " + other);
        DesiredState request = place.request(elsewhere).allowing(List.of(other)).allowingClusterScoped();
        Inventory inventory = stored(place.apply(request));
        try {
            assertThatThrownBy(() ->
                            place.cluster.planRemoval(inventory, Set.of(ObjectSelector.parse("Namespace/" + other))))
                    .hasMessageContaining("With Namespace " + other + " would go what is to stay")
                    .hasMessageContaining("PersistentVolumeClaim/" + other + "/data");
        } finally {
            place.plane.client().namespaces().withName(other).delete();
        }
    }

    @Test
    void a_name_that_means_data_in_two_namespaces_is_refused() {
        String other = place.namespace + "-two";
        String elsewhere = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: " + other + "}\n"
                + CLAIM.replace("name: data", "name: data, namespace: " + other);
        DesiredState request = place.request(CLAIM + elsewhere)
                .allowing(List.of(place.namespace, other))
                .allowingClusterScoped();
        Inventory inventory = stored(place.apply(request));
        try {
            assertThatThrownBy(() -> place.cluster.planRemoval(
                            inventory, Set.of(ObjectSelector.parse("PersistentVolumeClaim/data"))))
                    .hasMessageContaining("'PersistentVolumeClaim/data' names several objects")
                    .hasMessageContaining("PersistentVolumeClaim/" + place.namespace + "/data")
                    .hasMessageContaining("PersistentVolumeClaim/" + other + "/data");
        } finally {
            place.plane.client().namespaces().withName(other).delete();
        }
    }

    @Test
    void a_namespace_with_the_inventory_of_another_application_stays() {
        String own = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: NAMESPACE}\n";
        Inventory inventory = deliver(SHOP + own);
        place.cluster.writeInventory(
                Inventory.empty(new InventoryId("cart", "staging", place.namespace), ClusterScene.REPOSITORY));

        assertThatThrownBy(() -> place.cluster.planRemoval(
                        inventory, Set.of(ObjectSelector.parse("Namespace/" + place.namespace))))
                .hasMessageContaining(
                        place.namespace + "/gitops.cart.staging lists, the inventory of another application");
    }

    @Test
    void a_definition_takes_nobody_elses_objects() {
        String kind = "Gadget" + place.namespace.substring(5);
        String name = kind.toLowerCase(Locale.ROOT) + "s.gitops.example";
        String definition = DEFINITION
                .replace("NAME", name)
                .replace("PLURAL", name.replace(".gitops.example", ""))
                .replace("KIND", kind);
        String object = "---\napiVersion: gitops.example/v1\nkind: " + kind + "\nmetadata: {name: mine}\n";
        Inventory inventory =
                stored(place.apply(place.request(definition + object).allowingClusterScoped()));
        Set<ObjectSelector> named = Set.of(ObjectSelector.parse("CustomResourceDefinition/" + name));
        try {
            assertThat(place.cluster.planRemoval(inventory, named).steps()).hasSize(2);
            place.apply(DesiredState.of(
                    new InventoryId("other", "staging", place.namespace),
                    ClusterScene.REPOSITORY,
                    place.manifests(object.replace("mine", "theirs"))));

            assertThatThrownBy(() -> place.cluster.planRemoval(inventory, named))
                    .hasMessageContaining("With CustomResourceDefinition " + name + " would go")
                    .hasMessageContaining(kind + " " + place.namespace + "/theirs");
        } finally {
            place.kubectl("delete", "crd", name);
        }
    }

    private Inventory stored(List<AppliedObject> applied) {
        return place.cluster
                .writeInventory(
                        Inventory.empty(place.id, ClusterScene.REPOSITORY).including(applied))
                .inventory();
    }

    private Inventory deliver(String yaml) {
        return stored(place.apply(yaml));
    }

    private void untilGone(RemovalPlan.Step step) {
        untilLeft(0, step);
    }

    /** What a step leaves when no more than so many objects still stand; the garbage collector takes its time. */
    private List<DeletingObject> untilLeft(int most, RemovalPlan.Step step) {
        return eventually("no more than " + most + " objects still stand")
                .until(() -> place.cluster.remove(place.id, step, () -> {}), standing -> standing.size() <= most);
    }
}
