package io.jenkins.plugins.gitops.engine.cluster.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.ClusterScene;
import io.jenkins.plugins.gitops.engine.cluster.apply.FieldChange;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredState;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.cluster.plan.PlannedChange.Action;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanTest {

    private static final String SHOP = ClusterScene.read("shop.yaml");

    @FreshScene
    private ClusterScene place;

    @Test
    void what_is_not_there_would_be_created_and_nothing_is() {
        Plan plan = place.plan(SHOP);

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.changes())
                .extracting(c -> c.ref().toString(), PlannedChange::action)
                .containsExactly(
                        tuple("Deployment " + place.namespace + "/web", Action.CREATE),
                        tuple("Service " + place.namespace + "/web", Action.CREATE),
                        tuple("Secret " + place.namespace + "/keys", Action.CREATE),
                        tuple("ConfigMap " + place.namespace + "/settings", Action.CREATE));
        assertThat(plan.changes().get(1).location().orElseThrow()).hasToString("k8s/app.yaml:23");
        assertThat(place.kubectl("get", "deployments,services,configmaps")).doesNotContain("web", "settings");
    }

    @Test
    void what_is_applied_is_unchanged_and_a_changed_field_is_named() {
        place.apply(SHOP);

        assertThat(place.plan(SHOP).unchanged()).isTrue();
        Plan plan = place.plan(SHOP.replace("shop:1", "shop:2"));

        assertThat(plan.changes()).filteredOn(c -> c.action() == Action.CHANGE).hasSize(1);
        assertThat(plan.changes().get(0).fields())
                .containsExactly(new FieldChange(
                        "spec.template.spec.containers[web].image",
                        "\"registry.example/shop:1\"",
                        "\"registry.example/shop:2\""));
        assertThat(plan.text())
                .contains("~ Deployment " + place.namespace + "/web  (k8s/app.yaml:1)")
                .contains("containers[web].image: \"registry.example/shop:1\" -> \"registry.example/shop:2\"")
                .endsWith("0 to create, 1 to change, 3 unchanged, 0 to prune");
    }

    @Test
    void a_field_that_somebody_changed_by_hand_would_be_changed_back() {
        place.apply(SHOP);
        place.kubectl("scale", "deployment/web", "--replicas=5");

        Plan plan = place.cluster.plan(place.request(SHOP).withForce(true));

        assertThat(plan.changes().get(0).fields()).containsExactly(new FieldChange("spec.replicas", "5", "2"));
    }

    @Test
    void a_field_that_is_left_out_now_would_be_removed() {
        place.apply(SHOP);

        Plan plan = place.plan(SHOP.replace("  colour: blue", "  size: large"));

        assertThat(plan.changes().get(3).fields())
                .containsExactly(
                        new FieldChange("data.colour", "\"blue\"", ""), new FieldChange("data.size", "", "\"large\""));
    }

    @Test
    void a_conflict_names_field_manager_and_place_and_can_be_forced() {
        place.apply(SHOP);
        place.kubectl("patch", "deployment/web", "-p", "{\"spec\":{\"replicas\":5}}");

        Plan plan = place.plan(SHOP);

        assertThat(plan.problems())
                .singleElement()
                .asString()
                .startsWith(
                        "k8s/app.yaml:1: Deployment web: other managers own fields of it: spec.replicas (owned by \"kubectl")
                .contains("force conflicts");
        assertThat(place.cluster.plan(place.request(SHOP).withForce(true)).problems())
                .isEmpty();
    }

    @Test
    void an_object_of_kubectl_is_taken_over_where_the_values_agree() {
        place.kubectlApply(SHOP);

        Plan plan = place.plan(SHOP);

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.changes().get(3).fields()).extracting(FieldChange::path).containsExactly("metadata.labels");
    }

    @Test
    void an_unknown_kind_names_the_version_that_the_cluster_has() {
        Plan plan = place.plan(
                """
                apiVersion: apps/v1beta9
                kind: Deployment
                metadata: {name: nightly}
                ---
                apiVersion: example.com/v1
                kind: Nothing
                metadata: {name: nothing}
                ---
                apiVersion: ../../v1
                kind: ConfigMap
                metadata: {name: odd}
                """);

        assertThat(plan.problems())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith("k8s/app.yaml:1: Deployment nightly: ")
                                .contains("apps/v1beta9; it serves it in apps/v1"),
                        second -> assertThat(second).contains("install its CustomResourceDefinition first"),
                        third -> assertThat(third).contains("'../../v1' is not an apiVersion"));
    }

    @Test
    void a_job_that_cannot_be_changed_is_a_short_problem_that_says_what_to_do() {
        String job =
                """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: migrate}
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers: [{name: migrate, image: "registry.example/shop:1"}]
                """;
        place.apply(job);

        assertThat(place.plan(job.replace("shop:1", "shop:2")).problems())
                .singleElement()
                .asString()
                .contains(
                        "k8s/app.yaml:1: Job migrate: spec.template cannot be changed in a Job that exists",
                        "containers[migrate].image: \"registry.example/shop:1\" -> \"registry.example/shop:2\"")
                .endsWith("deleted and recreated (replace: ['Job/migrate'] in a Pipeline, --replace Job/migrate on the"
                        + " command line)")
                .doesNotContain("PodTemplateSpec");
    }

    @Test
    void an_invalid_object_is_a_problem_with_its_place_and_costs_no_retries() {
        long start = System.nanoTime();
        Plan plan = place.plan(SHOP.replace("replicas: 2", "replikas: 2").replace("colour: blue", "colour: [1]"));

        assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
        assertThat(plan.problems())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith("k8s/app.yaml:1: Deployment web")
                                .contains("replikas"),
                        second -> assertThat(second).startsWith("k8s/app.yaml:41: ConfigMap settings"));
        assertThat(plan.changes()).hasSize(2);
    }

    @Test
    void only_allowed_namespaces_may_be_used() {
        String elsewhere = SHOP.replace("name: settings", "name: settings\n  namespace: default");

        assertThat(place.plan(elsewhere).problems())
                .singleElement()
                .asString()
                .startsWith("k8s/app.yaml:41: ConfigMap settings: namespace default is not one that");
        assertThat(place.cluster
                        .plan(place.request(elsewhere).allowing(Set.of("default")))
                        .problems())
                .isEmpty();
    }

    @Test
    void cluster_scoped_objects_need_an_option_but_the_own_namespace_does_not() {
        String yaml =
                """
                apiVersion: v1
                kind: Namespace
                metadata: {name: NAMESPACE}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: NAMESPACE}
                """;

        assertThat(place.plan(yaml).problems())
                .singleElement()
                .asString()
                .contains("ClusterRole", "belongs to the whole cluster");
        assertThat(place.cluster
                        .plan(place.request(yaml).allowingClusterScoped())
                        .problems())
                .isEmpty();
    }

    @Test
    void a_missing_namespace_is_a_problem_unless_the_manifests_make_it() {
        String missing = place.namespace + "-new";
        InventoryId id = new InventoryId("shop", "staging", missing);
        String namespace =
                """
                apiVersion: v1
                kind: Namespace
                metadata: {name: NAMESPACE-new}
                ---
                """;

        Plan without = place.cluster.plan(DesiredState.of(id, ClusterScene.REPOSITORY, place.manifests(SHOP)));
        Plan with = place.cluster.plan(DesiredState.of(id, ClusterScene.REPOSITORY, place.manifests(namespace + SHOP)));

        assertThat(without.problems())
                .singleElement()
                .asString()
                .contains("Namespace " + missing + " does not exist; create it");
        assertThat(with.problems()).isEmpty();
        assertThat(with.changes()).hasSize(5).allMatch(c -> c.action() == Action.CREATE);
    }

    @Test
    void the_same_object_twice_names_both_places() {
        assertThat(place.plan(SHOP + "---\n" + SHOP.substring(SHOP.lastIndexOf("---\n") + 4))
                        .problems())
                .singleElement()
                .asString()
                .startsWith("k8s/app.yaml:48: ConfigMap settings")
                .contains("k8s/app.yaml:41");
    }

    /** These parts are changed before an object is sent, so no server would ever see the mistake. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ConfigMap | metadata: {name: a, labels: [b]} | metadata.labels is no mapping",
                "ConfigMap | metadata: {name: a, labels: b} | metadata.labels is no mapping",
                "Secret | stringData: hunter2 | stringData is no mapping",
                "Secret | stringData: {pin: 0755} | stringData.pin is no string",
                "Secret | stringData: {pin: {b: hunter2}} | stringData.pin is no string",
                "Secret | stringData: {pin: null} | stringData.pin is no string",
                "Secret | {stringData: {b: c}, data: [hunter2]} | data is no mapping"
            })
    void what_would_be_lost_on_the_way_is_a_problem(String kind, String field, String problem) {
        String written = field.startsWith("{") ? field.substring(1, field.length() - 1) : field;
        String metadata = field.startsWith("metadata") ? "" : ", metadata: {name: a}";

        assertThat(place.plan("{apiVersion: v1, kind: " + kind + metadata + ", " + written + "}\n")
                        .problems())
                .singleElement()
                .asString()
                .startsWith("k8s/app.yaml:1: " + kind + " a: " + problem)
                .doesNotContain("hunter2");
    }

    @Test
    void labels_and_data_of_nothing_are_none() {
        String nothing =
                "{apiVersion: v1, kind: Secret, metadata: {name: a, labels: null}, data: null, stringData: {b: c}}";

        assertThat(place.plan(nothing).problems()).isEmpty();
    }

    @Test
    void what_may_not_be_done_names_the_verb_to_grant() {
        try (Cluster limited = place.limitedTo("get,list", "configmaps,deployments.apps,services,secrets")) {
            Plan plan = limited.plan(place.request(SHOP));

            assertThat(plan.problems()).hasSize(4);
            assertThat(plan.warnings()).singleElement().asString().contains("horizontalpodautoscalers.autoscaling");
            assertThat(plan.problems().get(0))
                    .contains("User \"system:serviceaccount:" + place.namespace + ":limited\" cannot patch resource")
                    .endsWith("grant the verb patch on deployments.apps in a Role of namespace " + place.namespace);
        }
    }

    @Test
    void an_object_of_another_inventory_is_left_alone() {
        place.apply(SHOP);
        DesiredState other = DesiredState.of(
                new InventoryId("other", "staging", place.namespace), ClusterScene.REPOSITORY, place.manifests(SHOP));

        assertThat(place.cluster.plan(other).problems())
                .singleElement()
                .asString()
                .startsWith("4 objects belong to another inventory, applyset-")
                .contains(
                        "an inventory that cannot be read here",
                        "Deployment " + place.namespace + "/web (k8s/app.yaml:1)",
                        "ConfigMap " + place.namespace + "/settings");
    }

    @Test
    void another_inventory_is_told_once_with_the_name_of_its_owner() {
        place.apply(SHOP);
        place.cluster.writeInventory(Inventory.empty(place.id, ClusterScene.REPOSITORY));
        DesiredState other = DesiredState.of(
                new InventoryId("other", "staging", place.namespace), ClusterScene.REPOSITORY, place.manifests(SHOP));

        String owner = "another inventory, shop in staging, ConfigMap " + place.namespace + "/gitops.shop.staging";
        assertThat(place.cluster.plan(other).problems())
                .singleElement()
                .asString()
                .startsWith("4 objects belong to " + owner + ": ");
        assertThat(place.cluster.drift(other).problems())
                .singleElement()
                .asString()
                .contains(owner);
        assertThat(place.cluster
                        .apply(other, place.cluster.waves(other.manifests()).get(1))
                        .problems())
                .singleElement()
                .asString()
                .startsWith("k8s/app.yaml:1: Deployment web: it belongs to " + owner);
    }

    @Test
    void replicas_are_left_to_an_autoscaler() {
        String autoscaler =
                """
                ---
                apiVersion: autoscaling/v1
                kind: HorizontalPodAutoscaler
                metadata: {name: web}
                spec:
                  maxReplicas: 9
                  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
                """;
        place.apply(SHOP);
        place.apply(SHOP + autoscaler);
        assertThat(place.kubectl("get", "deployment/web", "-o", "jsonpath={.spec.replicas}"))
                .isEqualTo("2");
        place.kubectl("scale", "deployment/web", "--replicas=5");

        assertThat(place.plan(SHOP + autoscaler).problems()).isEmpty();
        place.apply(SHOP + autoscaler);

        assertThat(place.kubectl("get", "deployment/web", "-o", "jsonpath={.spec.replicas}"))
                .isEqualTo("5");
        assertThat(place.plan(SHOP).problems()).isEmpty();
    }

    @Test
    void a_plan_survives_JSON() throws Exception {
        place.apply(SHOP);
        ObjectMapper mapper = new ObjectMapper().registerModule(new Jdk8Module());
        Plan plan = place.plan(SHOP.replace("blue", "green") + "---\napiVersion: v9\nkind: X\nmetadata: {name: x}\n");

        assertThat(mapper.readValue(mapper.writeValueAsString(plan), Plan.class))
                .isEqualTo(plan);
        assertThat(List.of(plan.problems().size(), plan.changes().size())).isEqualTo(List.of(1, 4));
    }
}
