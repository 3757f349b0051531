package io.jenkins.plugins.gitops.engine.cluster.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.cluster.ClusterScene;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiDiscovery;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiServer;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyObject;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyWave;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredState;
import io.jenkins.plugins.gitops.engine.cluster.desired.ManifestResolver;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthStatus;
import io.jenkins.plugins.gitops.engine.cluster.inventory.AppliedObject;
import io.jenkins.plugins.gitops.engine.cluster.inventory.AppliedObject.Result;
import io.jenkins.plugins.gitops.engine.cluster.plan.Plan;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApplyTest {

    private static final String SHOP = ClusterScene.read("shop.yaml");
    private static final String VERSIONS =
            "jsonpath={range .items[*]}{.kind}/{.metadata.name}={.metadata.resourceVersion} {end}";

    @FreshScene
    private ClusterScene place;

    @Test
    void waves_go_from_definitions_to_webhooks_and_say_which_have_to_be_ready() {
        List<ApplyWave> waves = place.cluster.waves(
                place.manifests(
                        """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: hook}
                ---
                apiVersion: example.com/v1
                kind: Widget
                metadata: {name: widget}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: keys}
                ---
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop}
                ---
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: widgets.example.com}
                """));

        assertThat(waves)
                .extracting(ApplyWave::name)
                .containsExactly("definitions", "namespaces", "dependencies", "workloads", "admission");
        assertThat(waves).extracting(ApplyWave::mustBeReady).containsExactly(true, false, false, true, false);
        assertThat(waves.get(3).manifests()).extracting(m -> m.kind()).containsExactly("Widget", "Deployment");
    }

    @Test
    void an_apply_tells_uid_and_generation_and_labels_the_members() {
        List<AppliedObject> applied = place.apply(SHOP);

        assertThat(applied).extracting(AppliedObject::result).containsOnly(Result.CREATED);
        assertThat(applied).allMatch(object -> object.uid().length() == 36);
        assertThat(applied)
                .filteredOn(object -> object.ref().kind().equals("Deployment"))
                .extracting(AppliedObject::generation)
                .containsExactly(1L);
        assertThat(place.kubectl(
                        "get",
                        "all,configmaps,secrets",
                        "-l",
                        "applyset.kubernetes.io/part-of=" + place.id.applySet(),
                        "-o",
                        "name"))
                .contains("deployment.apps/web", "service/web", "secret/keys", "configmap/settings")
                .doesNotContain("pod/");
    }

    @Test
    void a_second_apply_sends_nothing() {
        place.apply(SHOP);
        String before = place.kubectl("get", "services,configmaps,secrets", "-o", VERSIONS);

        List<AppliedObject> again = place.apply(SHOP);

        assertThat(again).extracting(AppliedObject::result).containsOnly(Result.UNCHANGED);
        assertThat(place.kubectl("get", "services,configmaps,secrets", "-o", VERSIONS))
                .isEqualTo(before);
    }

    @Test
    void the_live_fields_alone_tell_that_nothing_differs() {
        place.apply(SHOP);
        DesiredState request = place.request(SHOP);
        try (ApiServer server = new ApiServer(place.access(), ClusterScene.TIMEOUT)) {
            ServerSideApply apply = new ServerSideApply(server, new AutoscalerTargets(Set.of(), Set.of()), request);
            List<ApplyObject> objects = ManifestResolver.resolve(new ApiDiscovery(server), request, request.manifests())
                    .objects();

            assertThat(objects).hasSize(4).allMatch(object -> apply.readAndCompare(object)
                    .upToDate());

            place.kubectl("scale", "deployment/web", "--replicas=5");
            place.kubectl("label", "configmap/settings", "team=shop");
            assertThat(objects)
                    .filteredOn(object -> !apply.readAndCompare(object).upToDate())
                    .extracting(object -> object.ref().kind())
                    .containsExactly("Deployment");
        }
    }

    @Test
    void only_what_differs_is_changed() {
        place.apply(SHOP);

        assertThat(place.apply(SHOP.replace("blue", "green")))
                .filteredOn(object -> object.result() == Result.CHANGED)
                .extracting(object -> object.ref().name())
                .containsExactly("settings");
    }

    @Test
    void what_is_refused_does_not_stop_the_others_of_its_wave() {
        DesiredState request = place.request(SHOP.replace("colour: blue", "colour: [1]"));

        ApplyResult dependencies = place.cluster.apply(
                request, place.cluster.waves(request.manifests()).get(0));

        assertThat(dependencies.refs()).extracting(ObjectRef::name).containsExactly("web", "keys");
        assertThat(dependencies.problems())
                .singleElement()
                .asString()
                .startsWith("k8s/app.yaml:41: ConfigMap settings");
    }

    @Test
    void a_definition_and_an_object_of_its_kind_come_in_one_set() {
        String kind = "Widget" + place.namespace.substring(5);
        String yaml = ClusterScene.read("widgets.yaml")
                .replace("PLURAL", kind.toLowerCase() + "s")
                .replace("SINGULAR", kind.toLowerCase())
                .replace("WidgetList", kind + "List")
                .replace("Widget,", kind + ",")
                .replace("kind: Widget\n", "kind: " + kind + "\n");
        DesiredState request = place.request(yaml).allowingClusterScoped();
        try {
            Plan plan = place.cluster.plan(request);
            assertThat(plan.problems()).isEmpty();
            assertThat(plan.summary()).startsWith("2 to create");

            List<AppliedObject> applied = place.apply(request);

            assertThat(applied)
                    .extracting(object -> object.ref().kind())
                    .containsExactly("CustomResourceDefinition", kind);
            assertThat(place.cluster.plan(request).unchanged()).isTrue();
            assertThat(place.health(List.of(applied.get(1).ref())).status()).isEqualTo(HealthStatus.CURRENT);
        } finally {
            place.kubectl("delete", "crd", kind.toLowerCase() + "s.gitops.example", "--ignore-not-found");
        }
    }

    @Test
    void three_hundred_objects_are_planned_and_applied_in_seconds() {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            yaml.append("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: map-" + i + "}\ndata: {a: b}\n");
        }
        long start = System.nanoTime();

        assertThat(place.plan(yaml.toString()).summary()).startsWith("300 to create");
        assertThat(place.apply(yaml.toString())).hasSize(300);
        assertThat(place.plan(yaml.toString()).unchanged()).isTrue();

        assertThat(System.nanoTime() - start).isLessThan(60_000_000_000L);
    }
}
