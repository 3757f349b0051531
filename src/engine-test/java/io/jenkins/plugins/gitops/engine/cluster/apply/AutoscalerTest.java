package io.jenkins.plugins.gitops.engine.cluster.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.ClusterScene;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyObject;
import io.jenkins.plugins.gitops.engine.cluster.plan.Plan;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How many replicas there are is for whoever scales them: a delivery leaves the number alone, and says when it cannot know. */
class AutoscalerTest {

    private static final String WEB =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 4
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web, image: 'registry.example/shop:1'}]}
            """;
    private static final String UNNUMBERED = WEB.replace("  replicas: 4\n", "").replace("shop:1", "shop:2");
    private static final String AUTOSCALER =
            """
            ---
            apiVersion: autoscaling/v1
            kind: HorizontalPodAutoscaler
            metadata: {name: web}
            spec:
              minReplicas: 4
              maxReplicas: 8
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
            """;

    /** The 1.x since which an API server notes subresources in {@code managedFields}. */
    private static final int NOTES_WHO_SCALES = 22;

    @FreshScene
    private ClusterScene place;

    private String replicas() {
        return place.kubectl("get", "deployment/web", "-o", "jsonpath={.spec.replicas}");
    }

    @Test
    void replicas_that_are_taken_out_of_the_manifest_for_an_autoscaler_stay_as_they_are() {
        place.apply(WEB);
        place.kubectl("autoscale", "deployment/web", "--min=4", "--max=8");

        Plan plan = place.plan(UNNUMBERED);
        place.apply(UNNUMBERED);

        assertThat(plan.text()).doesNotContain("spec.replicas: 4 -> 1");
        assertThat(plan.warnings())
                .containsExactly("k8s/app.yaml:1: Deployment web: spec.replicas stays 4, although the manifest does not"
                        + " have it any more, since an autoscaler decides it");
        assertThat(replicas()).isEqualTo("4");
        assertThat(place.cluster.drift(place.request(UNNUMBERED)).objects()).isEmpty();
    }

    @Test
    void they_stay_as_well_when_the_autoscaler_comes_with_the_same_delivery_and_when_they_are_scaled_since() {
        place.apply(WEB);

        place.apply(UNNUMBERED + AUTOSCALER);
        assertThat(replicas()).isEqualTo("4");
        place.kubectl("scale", "deployment/web", "--replicas=6");
        place.apply(UNNUMBERED.replace("shop:2", "shop:3") + AUTOSCALER);

        assertThat(replicas()).isEqualTo("6");
    }

    @Test
    void without_an_autoscaler_replicas_that_are_taken_out_become_one() {
        place.apply(WEB);

        assertThat(place.plan(UNNUMBERED).text()).contains("spec.replicas: 4 -> 1");
        place.apply(UNNUMBERED);

        assertThat(replicas()).isEqualTo("1");
    }

    @Test
    void the_first_delivery_beside_an_autoscaler_begins_with_the_number_of_the_manifest() {
        place.apply(WEB + AUTOSCALER);

        assertThat(replicas()).isEqualTo("4");
    }

    @Test
    void where_autoscalers_cannot_be_listed_the_number_stays_and_that_is_said() {
        String two = WEB.replace("replicas: 4", "replicas: 2");
        place.apply(two);
        place.kubectl("autoscale", "deployment/web", "--min=2", "--max=8");
        scaleAsController(6);
        try (Cluster limited = place.limitedTo("get,list,patch", "deployments.apps,configmaps")) {
            var request = place.request(two.replace("shop:1", "shop:2"));
            Plan plan = limited.plan(request);
            limited.apply(request, limited.waves(request.manifests()).get(0));

            assertThat(plan.problems()).isEmpty();
            assertThat(plan.warnings()).anySatisfy(warning -> assertThat(warning)
                    .startsWith("k8s/app.yaml:1: Deployment web: spec.replicas stays 6, not 2 as in the manifest")
                    .contains("cannot be listed", "grant the verb list on horizontalpodautoscalers.autoscaling"));
            // Where the server notes who scales, the number is not ours any more, and taking it out changes nothing.
            String unnumbered =
                    limited.plan(place.request(UNNUMBERED)).warnings().toString();
            if (place.atLeast(NOTES_WHO_SCALES)) {
                assertThat(unnumbered).doesNotContain("spec.replicas");
            } else {
                assertThat(unnumbered).contains("spec.replicas stays 6, although");
            }
            limited.apply(
                    place.request(UNNUMBERED),
                    limited.waves(place.manifests(UNNUMBERED)).get(0));
            assertThat(replicas()).isEqualTo("6");
        }
    }

    @Test
    void where_autoscalers_cannot_be_listed_a_person_who_scaled_is_named() {
        String two = WEB.replace("replicas: 4", "replicas: 2");
        place.apply(two);
        place.kubectl("scale", "deployment/web", "--replicas=6");
        try (Cluster limited = place.limitedTo("get,list,patch", "deployments.apps,configmaps")) {
            Plan plan = limited.plan(place.request(two.replace("shop:1", "shop:2")));

            assertThat(plan.warnings().toString()).contains("cannot be listed");
            if (place.atLeast(NOTES_WHO_SCALES)) {
                assertThat(plan.problems())
                        .singleElement()
                        .asString()
                        .contains("spec.replicas (owned by \"kubectl\" with subresource \"scale\"")
                        .contains("leave those fields out of the manifest, or force conflicts");
            } else {
                assertThat(plan.problems()).isEmpty();
            }
        }
    }

    /** As the controller of autoscalers does it. */
    private void scaleAsController(int replicas) {
        String scale =
                "{\"apiVersion\": \"autoscaling/v1\", \"kind\": \"Scale\", \"metadata\": {\"name\": \"web\", \"namespace\": \""
                        + place.namespace + "\"}, \"spec\": {\"replicas\": " + replicas + "}}";
        place.plane
                .client()
                .raw(
                        "/apis/apps/v1/namespaces/" + place.namespace
                                + "/deployments/web/scale?fieldManager=kube-controller-manager",
                        "PUT",
                        scale);
    }

    /** As servers since 1.22 note it: there, the number of a manifest still counts while nobody has scaled. */
    @Test
    void where_the_server_notes_who_scales_only_what_was_scaled_stays() {
        AutoscalerTargets hidden = new AutoscalerTargets(Set.of(), Set.of(place.namespace));
        String status = ",{\"manager\": \"kube-controller-manager\", \"subresource\": \"status\", \"fieldsV1\": {}}";
        String ours =
                """
                {"manager": "jenkins-gitops", "operation": "Apply", "apiVersion": "apps/v1",
                 "fieldsV1": {"f:spec": {"f:replicas": {}}}}
                """;
        String scaled =
                """
                {"manager": "kube-controller-manager", "operation": "Update", "apiVersion": "apps/v1",
                 "subresource": "scale", "fieldsV1": {"f:spec": {"f:replicas": {}}}}
                """;

        assertThat(hidden.kept(desired(), live(ours))).isPresent();
        assertThat(hidden.kept(desired(), live(ours + status))).isEmpty();
        assertThat(hidden.adjust(desired(), live(ours + status)).hasReplicas()).isTrue();
        assertThat(hidden.kept(desired(), live(scaled + status))).isPresent();
        assertThat(hidden.adjust(desired(), live(scaled + status)).hasReplicas())
                .isFalse();
    }

    private ApplyObject desired() {
        Manifest manifest = place.manifests(WEB).get(0);
        return new ApplyObject(
                manifest,
                ObjectRef.of("apps/v1", "Deployment", place.namespace, "web"),
                new ApiResource("apps", "v1", "Deployment", "deployments", true, true),
                manifest.content());
    }

    private static JsonNode live(String managedFields) {
        return ClusterJson.lenient(
                ("{\"spec\": {\"replicas\": 6}, \"metadata\": {\"managedFields\": [" + managedFields + "]}}")
                        .getBytes(StandardCharsets.UTF_8));
    }
}
