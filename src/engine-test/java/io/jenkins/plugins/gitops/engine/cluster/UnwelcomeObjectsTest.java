package io.jenkins.plugins.gitops.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.cluster.apply.ApplyResult;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredState;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthReport;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthStatus;
import io.jenkins.plugins.gitops.engine.cluster.plan.Plan;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Objects that a cluster will not have: too large, or of a name that is taken. */
class UnwelcomeObjectsTest {

    @FreshScene
    private ClusterScene place;

    /** Made here, since YAML of this size takes its time. */
    private static Manifest large(String name, int bytes) {
        ObjectNode object = new ObjectMapper().createObjectNode();
        object.put("apiVersion", "apps/v1").put("kind", "ControllerRevision").put("revision", 1);
        object.putObject("metadata").put("name", name);
        object.putObject("data").put("text", "x".repeat(bytes));
        return new Manifest(new FileLocation("k8s/" + name + ".yaml", 1), object);
    }

    private DesiredState request(Manifest... manifests) {
        return DesiredState.of(place.id, ClusterScene.REPOSITORY, List.of(manifests));
    }

    @Test
    void what_is_too_large_is_a_problem_and_what_may_be_is_a_warning() {
        Plan plan = place.cluster.plan(request(large("large", 2_000_000), large("larger", 4_000_000)));

        assertThat(plan.warnings())
                .singleElement()
                .asString()
                .contains("k8s/large.yaml:1: ControllerRevision large: it has 2000", "store 1572864 at most");
        assertThat(plan.problems())
                .singleElement()
                .asString()
                .contains("ControllerRevision larger: it has 4000", "takes 3145728 at most");
    }

    @Test
    void an_object_that_the_store_does_not_take_is_refused_and_not_asked_for_again_and_again() {
        DesiredState request = request(large("large", 2_000_000));

        assertThat(place.cluster
                        .apply(request, place.cluster.waves(request.manifests()).get(0))
                        .problems())
                .singleElement()
                .asString()
                .contains("ControllerRevision large: the server answered 500: etcdserver: request is too large");
    }

    @Test
    void a_definition_whose_names_are_taken_fails_with_its_conditions() {
        String kind = "Taken" + place.namespace.substring(5);
        String plural = kind.toLowerCase(Locale.ROOT);
        String yaml =
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: PLURAL.gitops.example}
                spec:
                  group: gitops.example
                  scope: Namespaced
                  names: {plural: PLURAL, singular: PLURAL, kind: KIND, listKind: KINDList}
                  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
                """
                        .replace("KIND", kind);
        String first = yaml.replace("PLURAL", plural + "s");
        String second = yaml.replace("PLURAL", plural + "es");
        try {
            place.apply(place.request(first).allowingClusterScoped());
            DesiredState request = place.request(second).allowingClusterScoped();
            ApplyResult applied = place.cluster.apply(
                    request, place.cluster.waves(request.manifests()).get(0));

            HealthReport report = place.await(applied.refs(), health -> health.status() == HealthStatus.FAILED);

            assertThat(report.text()).contains("KindConflict", kind).contains("is already in use");
        } finally {
            place.kubectl("delete", "crd", plural + "s.gitops.example", "--ignore-not-found");
            place.kubectl("delete", "crd", plural + "es.gitops.example", "--ignore-not-found");
        }
    }
}
