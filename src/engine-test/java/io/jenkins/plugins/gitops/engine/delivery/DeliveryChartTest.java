package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.manifest.render.KubernetesApi;
import io.jenkins.plugins.gitops.engine.manifest.render.RealHelm;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Deliveries of a chart that writes what it was told of the cluster. */
class DeliveryChartTest {

    /** Helm takes what it knows of itself for served; this it does not know. */
    private static final String ASKED = "apiregistration.k8s.io/v1";

    private static final String SEEN =
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: seen}
            data:
              version: {{ .Capabilities.KubeVersion.Version | quote }}
              asked: {{ .Capabilities.APIVersions.Has "ASKED" | quote }}
              widgets: {{ .Capabilities.APIVersions.Has "widgets.example.com/v1" | quote }}
            """
                    .replace("ASKED", ASKED);

    @FreshScene
    private Scene scene;

    private DeliveryContext context() {
        scene.repository.commit(
                "main",
                "A chart",
                Map.of(
                        "chart/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
                        "chart/values.yaml", "a: b\n",
                        "chart/templates/all.yaml", SEEN));
        return new DeliveryContext(
                scene.branch, scene.cluster, RealHelm.renderer(), scene.context.clock(), scene.context.random());
    }

    private String seen() {
        return ControlPlane.shared()
                .kubectl(
                        scene.namespace,
                        "get",
                        "configmap/seen",
                        "-o",
                        "jsonpath={.data.version} {.data.asked} {.data.widgets}")
                .succeeded();
    }

    private DeployRecord begun(DeliveryContext context) {
        return scene.delivery.begin(scene.request().manifests("chart").build(), context.clock(), context.random());
    }

    @Test
    void a_chart_is_rendered_for_the_cluster_that_it_is_delivered_to() throws InterruptedException {
        DeliveryContext context = context();

        assertEnding(scene.delivery.run(begun(context), context, record -> {}), Outcome.HEALTHY);

        assertThat(seen()).isEqualTo(scene.cluster.version() + " true false");
    }

    @Test
    void what_it_saw_is_in_the_record_and_holds_for_the_whole_attempt() throws InterruptedException {
        DeliveryContext context = context();
        DeployRecord record = begun(context);
        while (record.phase() == DeliveryPhase.RENDER) {
            record = scene.delivery.advance(record, context).record();
        }
        assertThat(scene.store.read(record.id()).attempt().api())
                .contains(KubernetesApi.of(scene.cluster.version(), List.of(ASKED)));

        // As if the cluster had been another one then; a process that was started since has nothing but the record.
        DeployRecord earlier = record.seeing(Optional.of(KubernetesApi.of("v1.2.3", List.of())));
        assertEnding(new Delivery(scene.store).run(earlier, context, any -> {}), Outcome.HEALTHY);

        assertThat(seen()).isEqualTo("v1.2.3 false false");
    }
}
