package io.jenkins.plugins.gitops.engine.cluster.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.cluster.ClusterScene;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthStatus;
import io.jenkins.plugins.gitops.engine.cluster.inventory.AppliedObject;
import io.jenkins.plugins.gitops.engine.cluster.inventory.AppliedObject.Result;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.plan.Plan;
import io.jenkins.plugins.gitops.engine.cluster.plan.PlannedChange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Manifests as people publish them: with defaults left out inside lists that have no keys, nulls, empty maps, zeros, a
 * status. They are never written a second time, though no live object is equal to its manifest.
 */
class EqualObjectsTest {

    private static final String PUBLISHED = ClusterScene.read("as-published.yaml");
    private static final String KINDS =
            "configmaps,services,networkpolicies,ingresses,rolebindings,statefulsets,secrets";
    private static final String VERSIONS =
            "jsonpath={range .items[*]}{.kind}/{.metadata.name}@{.metadata.resourceVersion}{\"\\n\"}{end}";

    private static final String GRANT =
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: grant}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
            """;
    private static final String FIRST = "- {kind: ServiceAccount, name: first}\n";
    private static final String SECOND = FIRST.replace("first", "second");
    private static final String POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: steps}\nspec:\n  containers:\n";
    private static final String ONE = "  - {name: one, image: registry.example/shop}\n";
    private static final String TWO = ONE.replace("one", "two");

    @Test
    void what_only_looks_different_is_not_written_again() throws Exception {
        try (ClusterScene place = new ClusterScene()) {
            List<ObjectRef> refs =
                    place.apply(PUBLISHED).stream().map(AppliedObject::ref).toList();
            place.await(refs, report -> report.status() == HealthStatus.CURRENT);
            String before = versions(place);
            awaitNextSecond();

            List<AppliedObject> again = place.apply(PUBLISHED);

            assertThat(again).hasSize(8).extracting(AppliedObject::result).containsOnly(Result.UNCHANGED);
            assertThat(versions(place)).isEqualTo(before);
            assertThat(place.plan(PUBLISHED).changes())
                    .extracting(PlannedChange::action)
                    .containsOnly(PlannedChange.Action.UNCHANGED);
            assertThat(place.cluster.drift(place.request(PUBLISHED)).objects()).isEmpty();
        }
    }

    /** Before 1.22 the controller puts its own labels into its copy of the templates, and writes that back with the status. */
    @Test
    void claim_templates_that_their_controller_wrote_back_are_no_conflict_and_are_not_written_again() {
        String claims =
                """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: claims}
                spec:
                  serviceName: claims
                  selector: {matchLabels: {app: claims}}
                  template:
                    metadata: {labels: {app: claims}}
                    spec: {containers: [{name: a, image: registry.example/one}]}
                  volumeClaimTemplates:
                    - metadata: {name: data, labels: {tier: data}}
                      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """;
        try (ClusterScene place = new ClusterScene()) {
            List<ObjectRef> refs =
                    place.apply(claims).stream().map(AppliedObject::ref).toList();
            place.await(refs, report -> report.status() == HealthStatus.CURRENT);

            Plan plan = place.plan(claims);

            assertThat(plan.problems()).isEmpty();
            assertThat(plan.unchanged()).isTrue();
            assertThat(place.apply(claims)).extracting(AppliedObject::result).containsOnly(Result.UNCHANGED);
            assertThat(place.cluster.drift(place.request(claims)).objects()).isEmpty();
            assertThat(place.apply(claims.replace("example/one", "example/two")))
                    .extracting(AppliedObject::result)
                    .containsOnly(Result.CHANGED);
        }
    }

    @Test
    void a_list_in_which_somebody_else_says_something_else_is_a_conflict_all_the_same() {
        String policy =
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: store}
                spec:
                  podSelector: {}
                  ingress: [{ports: [{port: 2181}]}]
                """;
        try (ClusterScene place = new ClusterScene()) {
            place.apply(policy);
            place.kubectlApply(
                    policy.replace("port: 2181", "port: 2181, protocol: UDP"),
                    "--server-side",
                    "--force-conflicts",
                    "--field-manager=other");

            assertThat(place.plan(policy).problems())
                    .singleElement()
                    .asString()
                    .contains("spec.ingress")
                    .contains("other");
        }
    }

    /** Of a feature that is off, as this one is before 1.22, a server keeps no field. */
    @Test
    void a_field_that_the_server_drops_is_not_written_again_and_again() throws Exception {
        String dropping = "apiVersion: v1\nkind: Service\nmetadata: {name: dropping}\n"
                + "spec: {type: LoadBalancer, allocateLoadBalancerNodePorts: false, ports: [{port: 80}]}\n";
        try (ClusterScene place = new ClusterScene()) {
            List<ObjectRef> refs =
                    place.apply(dropping).stream().map(AppliedObject::ref).toList();
            place.await(refs, report -> report.status() == HealthStatus.CURRENT);
            String before = versions(place);
            awaitNextSecond();

            assertThat(place.plan(dropping).unchanged()).isTrue();
            assertThat(place.apply(dropping)).extracting(AppliedObject::result).containsOnly(Result.UNCHANGED);

            assertThat(versions(place)).isEqualTo(before);
            assertThat(place.apply(dropping.replace("port: 80", "port: 81")))
                    .extracting(AppliedObject::result)
                    .containsOnly(Result.CHANGED);
        }
    }

    @Test
    void what_a_manifest_no_longer_says_is_written() {
        try (ClusterScene place = new ClusterScene()) {
            place.apply(PUBLISHED.replace("- port: 2181\n", "- port: 2181\n          protocol: UDP\n"));

            assertThat(place.apply(PUBLISHED))
                    .filteredOn(object -> object.result() == Result.CHANGED)
                    .extracting(object -> object.ref().kind())
                    .containsExactly("NetworkPolicy");

            assertThat(place.kubectl(
                            "get", "networkpolicy/store", "-o", "jsonpath={.spec.ingress[0].ports[0].protocol}"))
                    .isEqualTo("TCP");
        }
    }

    @Test
    void an_empty_map_of_the_manifest_that_somebody_filled_stays_as_it_is() {
        try (ClusterScene place = new ClusterScene()) {
            place.apply(PUBLISHED);
            place.kubectl("annotate", "configmap/nothing-yet", "team=store");
            place.kubectl("patch", "configmap/nothing-yet", "-p", "{\"data\":{\"colour\":\"blue\"}}");

            assertThat(place.apply(PUBLISHED)).extracting(AppliedObject::result).containsOnly(Result.UNCHANGED);

            assertThat(place.kubectl("get", "configmap/nothing-yet", "-o", "jsonpath={.data.colour}"))
                    .isEqualTo("blue");
        }
    }

    @Test
    void what_is_put_into_another_order_is_written() {
        try (ClusterScene place = new ClusterScene()) {
            place.apply(GRANT + FIRST + SECOND);
            String turned = GRANT + SECOND + FIRST;

            assertThat(place.plan(turned).text())
                    .contains("subjects: [\"first\",\"second\"] -> [\"second\",\"first\"]");
            assertThat(place.apply(turned)).extracting(AppliedObject::result).containsExactly(Result.CHANGED);

            assertThat(place.kubectl("get", "rolebinding/grant", "-o", "jsonpath={.subjects[*].name}"))
                    .isEqualTo("second first");
        }
    }

    /** Servers such as 1.20 keep the live order of lists with keys, so only the comparison can be tested. */
    @Test
    void containers_in_another_order_are_not_the_same() {
        try (ClusterScene place = new ClusterScene()) {
            AppliedObject pod = place.apply(POD + ONE + TWO).get(0);
            JsonNode live = ClusterJson.lenient(place.kubectl(
                            "get",
                            "--raw",
                            "/api/v1/namespaces/" + place.namespace + "/pods/"
                                    + pod.ref().name())
                    .getBytes(StandardCharsets.UTF_8));
            OwnedFields ours = OwnedFields.in(live, "v1");

            assertThat(ours.equalIn(live, labelled(place, POD + ONE + TWO))).isTrue();
            assertThat(ours.equalIn(live, labelled(place, POD + TWO + ONE))).isFalse();
        }
    }

    private static ObjectNode labelled(ClusterScene place, String yaml) {
        ObjectNode content = place.manifests(yaml).get(0).content().deepCopy();
        ClusterJson.child(ClusterJson.child(content, "metadata"), "labels").put(Inventory.PART_OF, place.id.applySet());
        return content;
    }

    private static String versions(ClusterScene place) {
        String label = "applyset.kubernetes.io/part-of=" + place.id.applySet();
        return place.kubectl("get", KINDS, "-l", label, "-o", VERSIONS);
    }

    /**
     * A server that writes an equal object changes the time of its manager, which it counts in seconds. So time is all
     * that can be waited for.
     */
    private static void awaitNextSecond() throws InterruptedException {
        Thread.sleep(1_500);
    }
}
