package io.jenkins.plugins.gitops.engine.cluster.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.cluster.ClusterScene;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiServer;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredState;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectSelector;
import io.jenkins.plugins.gitops.engine.cluster.desired.TakeoverPolicy;
import io.jenkins.plugins.gitops.engine.cluster.inventory.AppliedObject;
import io.jenkins.plugins.gitops.engine.cluster.inventory.AppliedObject.Result;
import io.jenkins.plugins.gitops.engine.cluster.plan.Plan;
import io.jenkins.plugins.gitops.engine.cluster.plan.PlannedChange;
import io.jenkins.plugins.gitops.engine.cluster.plan.PlannedChange.Action;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Objects that others made are taken over on request, with all their fields. */
class AdoptionTest {

    private static final String SHOP = ClusterScene.read("shop.yaml");
    private static final String OTHER = SHOP.replace("  colour: blue", "  colour: blue\n  size: large")
            .replace("replicas: 2", "replicas: 2\n  minReadySeconds: 1\n  revisionHistoryLimit: 4");
    private static final String OURS = SHOP.replace("colour: blue", "colour: green");

    @FreshScene
    private ClusterScene place;

    private DesiredState adopting(String yaml) {
        return place.request(yaml).with(new TakeoverPolicy(true, new TreeSet<>(), new TreeSet<>()));
    }

    private DesiredState adoptingHelm(String yaml, String named) {
        return place.request(yaml)
                .with(new TakeoverPolicy(false, new TreeSet<>(Set.of(ObjectSelector.parse(named))), new TreeSet<>()));
    }

    private String managers(String object) {
        return place.kubectl("get", object, "-o", "jsonpath={.metadata.managedFields[*].manager}");
    }

    private String value(String object, String path) {
        return place.kubectl("get", object, "-o", "jsonpath={" + path + "}");
    }

    @Test
    void what_kubectl_applied_becomes_ours_and_loses_what_the_manifests_do_not_have() {
        place.kubectlApply(OTHER);

        Plan plan = place.cluster.plan(adopting(OURS));

        assertThat(plan.problems()).isEmpty();
        String map = "ConfigMap " + place.namespace + "/settings";
        assertThat(plan.text()).contains("adopts " + map + " from kubectl", "data.size: \"large\" -> (none)");
        // The server puts its default where a field is removed, and the plan knows.
        assertThat(plan.text()).contains("spec.revisionHistoryLimit: 4 -> 10", "spec.minReadySeconds: 1 -> (none)");
        assertThat(managers("configmap/settings")).isEqualTo("kubectl-client-side-apply");

        place.apply(adopting(OURS));

        assertThat(managers("configmap/settings")).isEqualTo("jenkins-gitops");
        assertThat(managers("deployment/web")).doesNotContain("kubectl");
        assertThat(value("configmap/settings", ".data")).isEqualTo("{\"colour\":\"green\"}");
        assertThat(value("configmap/settings", ".metadata.annotations")).isEmpty();
        assertThat(value("deployment/web", ".spec.revisionHistoryLimit")).isEqualTo("10");
        assertThat(place.cluster.plan(adopting(OURS)).unchanged()).isTrue();
        assertThat(place.plan(OURS).unchanged()).isTrue();
    }

    @Test
    void server_side_applied_objects_are_adopted_too() {
        place.kubectlApply(OTHER.replace("cpu: 0.1", "cpu: 100m"), "--server-side");

        assertThat(place.cluster.plan(adopting(OURS)).text()).contains("data.size: \"large\" -> (none)");
        place.apply(adopting(OURS));

        assertThat(managers("configmap/settings")).isEqualTo("jenkins-gitops");
        assertThat(value("configmap/settings", ".data")).isEqualTo("{\"colour\":\"green\"}");
    }

    @Test
    void without_adoption_the_conflict_says_that_there_is_one() {
        place.kubectlApply(OTHER);

        assertThat(place.plan(OURS).problems())
                .singleElement()
                .asString()
                .contains("ConfigMap settings", "data.colour (owned by \"kubectl-client-side-apply\"")
                .endsWith("or adopt what kubectl apply made (adopt: true in a Pipeline, --adopt on the command line)");
    }

    @Test
    void a_field_of_ours_that_kubectl_owns_as_well_is_not_unchanged_until_it_is_adopted() {
        place.apply(SHOP);
        place.kubectlApply(
                SHOP.replace("  colour: blue", "  colour: blue\n  size: large").replace("cpu: 0.1", "cpu: 100m"),
                "--server-side");

        assertThat(place.plan(SHOP).unchanged()).isTrue();
        assertThat(place.cluster.plan(adopting(SHOP)).unchanged()).isFalse();
        assertThat(place.apply(adopting(SHOP)))
                .extracting(AppliedObject::result)
                .containsOnly(Result.CHANGED);

        assertThat(value("configmap/settings", ".data")).isEqualTo("{\"colour\":\"blue\"}");
        assertThat(place.apply(adopting(SHOP)))
                .extracting(AppliedObject::result)
                .containsOnly(Result.UNCHANGED);
    }

    @Test
    void a_conflict_with_anybody_else_stays_one() {
        place.kubectlApply(OTHER);
        place.kubectl("patch", "configmap/settings", "-p", "{\"data\":{\"colour\":\"red\"}}");

        assertThat(place.cluster.plan(adopting(OURS)).problems())
                .singleElement()
                .asString()
                .contains("data.colour (owned by \"kubectl-patch\"");
    }

    @Test
    void what_kubectl_changed_otherwise_under_the_name_of_its_apply_is_refused_in_the_plan() {
        place.kubectlApply(SHOP.replace("cpu: 0.1", "cpu: 100m"), "--server-side");
        place.kubectl(
                "patch", "configmap/settings", "--field-manager=kubectl", "-p", "{\"data\":{\"colour\":\"red\"}}");

        assertThat(place.cluster.plan(adopting(OURS)).problems())
                .singleElement()
                .asString()
                .contains(
                        "ConfigMap settings: other managers own fields of it: data.colour (owned by \"kubectl\" using v1")
                .doesNotContain("adopt");
        assertThat(place.plan(OURS).problems())
                .singleElement()
                .asString()
                .contains("data.colour (owned by \"kubectl\" using v1")
                .doesNotContain("adopt");
    }

    @Test
    void who_scales_with_kubectl_is_not_who_applied_with_it() {
        FieldAdoption adoption = FieldAdoption.of(
                new TakeoverPolicy(true, new TreeSet<>(), new TreeSet<>()),
                ObjectRef.of("apps/v1", "Deployment", place.namespace, "web"),
                ClusterJson.lenient(
                        """
                        {"metadata": {"managedFields": [
                          {"manager": "kubectl", "operation": "Apply", "apiVersion": "apps/v1", "fieldsV1": {}},
                          {"manager": "kubectl", "operation": "Update", "apiVersion": "apps/v1", "subresource": "scale",
                           "fieldsV1": {"f:spec": {"f:replicas": {}}}},
                          {"manager": "kubectl-client-side-apply", "operation": "Update", "apiVersion": "apps/v1",
                           "fieldsV1": {}}]}}
                        """
                                .getBytes(StandardCharsets.UTF_8)));

        assertThat(Stream.of(
                        "\"kubectl\"",
                        "\"kubectl-client-side-apply\" using apps/v1",
                        "\"kubectl-client-side-apply\" using apps/v1 at 2026-01-31T10:00:00Z"))
                .allMatch(manager -> adoption.resolves(conflict(manager)));
        assertThat(Stream.of(
                        "\"kubectl\" with subresource \"scale\" using apps/v1",
                        "\"kubectl\" with subresource \"scale\" using apps/v1 at 2026-01-31T10:00:00Z",
                        "\"kubectl\" with subresource \"scale\"",
                        "\"kubectl\" using apps/v1",
                        "\"kubectl-client-side-apply\" using apps/v1beta1"))
                .noneMatch(manager -> adoption.resolves(conflict(manager)));
    }

    private static ApiAnswer.Cause conflict(String manager) {
        return new ApiAnswer.Cause("FieldManagerConflict", "conflict with " + manager, ".spec.replicas");
    }

    @Test
    void what_kubectl_applied_before_servers_noted_managers_is_adopted_too() {
        place.kubectlApply(OTHER, "--field-manager=before-first-apply");

        assertThat(place.cluster.plan(adopting(OURS)).problems()).isEmpty();
        assertThat(place.cluster.plan(adopting(OURS)).text()).contains("data.size: \"large\" -> (none)");
    }

    @Test
    void what_another_tool_applied_in_the_way_of_kubectl_stays_its_own() {
        place.kubectlApply(OTHER, "--field-manager=argocd-controller");

        assertThat(place.cluster.plan(adopting(OURS)).problems())
                .singleElement()
                .asString()
                .contains("data.colour (owned by \"argocd-controller\"");
    }

    @Test
    void a_plan_shows_no_value_of_a_secret_and_an_object_of_another_inventory_is_never_adopted() {
        place.kubectlApply(SHOP.replace("correct-horse", "wrong-donkey"));
        assertThat(place.cluster.plan(adopting(SHOP)).text())
                .contains("data.PASSWORD: (masked) -> (masked)")
                .doesNotContain("donkey", "d3JvbmctZG9ua2V5");
        place.kubectl("label", "configmap/settings", "applyset.kubernetes.io/part-of=applyset-other-v1");

        assertThat(place.cluster.plan(adopting(SHOP)).problems())
                .singleElement()
                .asString()
                .contains("ConfigMap settings: it belongs to another inventory, applyset-other-v1");
    }

    @Test
    void an_object_of_helm_is_refused_unless_it_is_named() {
        installByHelm();

        assertThat(place.plan(OURS).problems()).singleElement().asString().contains("Helm release shop-1");
        assertThat(place.cluster.plan(adopting(OURS)).problems())
                .singleElement()
                .asString()
                .contains(
                        "ConfigMap settings: it belongs to the Helm release shop-1", "--adopt-helm ConfigMap/settings");
        assertThat(place.cluster.plan(adoptingHelm(OURS, "ConfigMap/other")).problems())
                .hasSize(1);
        Plan plan = place.cluster.plan(adoptingHelm(OURS, "configmap/settings"));
        assertThat(plan.problems()).isEmpty();
        assertThat(plan.text()).contains("adopts ConfigMap " + place.namespace + "/settings from helm");

        place.apply(adoptingHelm(OURS, "configmap/settings"));

        assertThat(managers("configmap/settings")).isEqualTo("jenkins-gitops");
        assertThat(value("configmap/settings", ".data")).isEqualTo("{\"colour\":\"green\"}");
        assertThat(place.plan(OURS).changes())
                .filteredOn(change -> change.ref().name().equals("settings"))
                .extracting(PlannedChange::action)
                .containsExactly(Action.UNCHANGED);
    }

    /** As Helm leaves an object: its label, its annotations, its name as the manager of all fields. */
    private void installByHelm() {
        try (ApiServer server = new ApiServer(place.access(), ClusterScene.TIMEOUT)) {
            var map = place.manifests(
                            """
                            apiVersion: v1
                            kind: ConfigMap
                            metadata:
                              name: settings
                              labels: {app.kubernetes.io/managed-by: Helm}
                              annotations: {meta.helm.sh/release-name: shop-1, meta.helm.sh/release-namespace: NAMESPACE}
                            data: {colour: blue, size: large}
                            """)
                    .get(0)
                    .content();
            assertThat(server.send(ApiCall.post(ApiResource.CONFIG_MAP.path(place.namespace), map)
                                    .with("fieldManager", "helm"))
                            .ok())
                    .isTrue();
        }
    }
}
