package io.jenkins.plugins.gitops.engine.cluster.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.cluster.ClusterScene;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyObject;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredState;
import io.jenkins.plugins.gitops.engine.cluster.plan.Plan;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the server warns of is told. */
class ServerWarningTest {

    private static final String DEFINITION =
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: gadgets.NAMESPACE.example.com}
            spec:
              group: NAMESPACE.example.com
              scope: Namespaced
              names: {kind: Gadget, plural: gadgets}
              versions:
                - {name: v1, served: true, storage: true, deprecated: true, deprecationWarning: 'gadgets are "old"',
                   schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
            """;
    private static final String GADGET =
            """
            ---
            apiVersion: NAMESPACE.example.com/v1
            kind: Gadget
            metadata: {name: first}
            """;
    private static final String GADGETS = GADGET + GADGET.replace("first", "second");
    private static final String TEXT =
            "Gadget first: the API server warns: gadgets are \"old\" (also of 1 more object)";

    @FreshScene
    private ClusterScene place;

    @AfterEach
    void remove() {
        place.kubectl("delete", "crd", "gadgets." + place.namespace + ".example.com", "--ignore-not-found");
    }

    private DesiredState request(String yaml) {
        return place.request(yaml).allowingClusterScoped();
    }

    private ApplyResult applied(DesiredState request) {
        return place.cluster.apply(
                request, place.cluster.waves(request.manifests()).get(0));
    }

    @Test
    void a_plan_and_an_apply_tell_it_once_for_all_objects() {
        place.apply(request(DEFINITION));
        DesiredState gadgets = place.request(GADGETS);

        Plan plan = place.cluster.plan(gadgets);
        ApplyResult applied = applied(gadgets);

        assertThat(plan.warnings()).singleElement().asString().endsWith(TEXT).startsWith("k8s/app.yaml:2: ");
        assertThat(plan.text()).contains("Warning: k8s/app.yaml:2: " + TEXT);
        assertThat(applied.warningsBeside(List.of())).isEqualTo(plan.warnings());
        assertThat(applied.warningsBeside(
                        List.of("Planned", "Warning: " + plan.warnings().get(0))))
                .isEmpty();
        // What is as wanted is not sent.
        assertThat(place.cluster.plan(gadgets).warnings()).isEmpty();
        assertThat(applied(gadgets).warningsBeside(List.of())).isEmpty();
    }

    @Test
    void what_could_not_be_tried_before_is_told_by_the_apply() {
        assertThat(place.cluster.plan(request(DEFINITION + GADGET)).warnings()).isEmpty();
        place.apply(request(DEFINITION));

        assertThat(applied(place.request(GADGET)).warningsBeside(List.of()))
                .singleElement()
                .asString()
                .endsWith("Gadget first: the API server warns: gadgets are \"old\"");
    }

    @Test
    void very_many_are_counted() {
        ApplyObject object = new ApplyObject(
                place.manifests(GADGET).get(0),
                ObjectRef.of("example.com/v1", "Gadget", "shop", "first"),
                new ApiResource("example.com", "v1", "Gadget", "gadgets", true, true),
                place.manifests(GADGET).get(0).content());

        assertThat(ServerWarning.texts(IntStream.range(0, 12)
                        .mapToObj(i -> new ServerWarning(object, "text " + i))
                        .toList()))
                .hasSize(11)
                .last()
                .isEqualTo("the API server warns of 2 more, which are not listed here");
    }
}
