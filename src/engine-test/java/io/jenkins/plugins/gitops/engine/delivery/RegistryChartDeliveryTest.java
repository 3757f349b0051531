package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.cluster.desired.DeployScope;
import io.jenkins.plugins.gitops.engine.delivery.history.RollbackTarget;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.DesiredStateLocation;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.render.RealHelm;
import io.jenkins.plugins.gitops.engine.parts.ChartRegistry;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.registry.ChartRegistries;
import io.jenkins.plugins.gitops.engine.registry.RegistryHost;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Deliveries of a chart that depends on one in a registry with a login. */
class RegistryChartDeliveryTest {

    private static final DeliveryTarget SHOP = new DeliveryTarget("shop", "staging");
    private static final ManifestSource CHART = ManifestSource.at("chart");

    private static final String CONFIG_MAP = "kind: ConfigMap\napiVersion: v1\nmetadata: {name: %s}\ndata: {a: one}\n";

    @FreshScene
    private Scene scene;

    /** With a cache of its own, as on another machine. */
    private DeliveryContext context(String cache) {
        String host = ChartRegistry.shared().address();
        ChartRegistries registries = new ChartRegistries(
                scene.folder.resolve(cache),
                asked -> Optional.of(new RegistryHost(
                        host, true, Optional.of(ChartRegistry.USERNAME), Optional.of(ChartRegistry.PASSWORD))),
                HttpClient::newBuilder,
                Duration.ofSeconds(5));
        return new DeliveryContext(
                scene.branch,
                scene.cluster,
                RealHelm.renderer(registries),
                scene.context.clock(),
                scene.context.random());
    }

    private static String push(String text) {
        return ChartRegistry.shared()
                .push(
                        "delivered",
                        Map.of(
                                "Chart.yaml",
                                "apiVersion: v2\nname: db\nversion: 1.0.0\n",
                                "templates/a.yaml",
                                "kind: ConfigMap\napiVersion: v1\nmetadata: {name: db}\ndata: {a: " + text + "}\n"));
    }

    private DeployRecord run(DeployRequest request, DeliveryContext context) throws InterruptedException {
        return scene.delivery.run(scene.delivery.begin(request, context.clock(), context.random()), context, any -> {});
    }

    /** @return where its registry has it */
    private String commitChart() {
        String address = "oci://" + ChartRegistry.shared().address() + "/delivered";
        String dependencies = "dependencies:\n- {name: db, version: 1.0.0, repository: '" + address + "'}\n";
        scene.repository.commit(
                "main",
                "A chart",
                Map.of(
                        "chart/Chart.yaml",
                        "apiVersion: v2\nname: shop\nversion: 1.0.0\n" + dependencies,
                        "chart/Chart.lock",
                        dependencies));
        return address;
    }

    @Test
    void the_commit_names_the_digest_and_nothing_else_is_taken_for_what_was_delivered() throws InterruptedException {
        String digest = push("one");
        String address = commitChart();

        assertEnding(run(scene.request().manifests("chart").build(), context("one")), Outcome.HEALTHY);
        assertThat(scene.trailer("Gitops-Chart")).containsExactly(address + "/db:1.0.0@" + digest);

        String other = push("two");
        DeployRequest sync = DeployRequest.sync(
                new DeployRequest.Destination(SHOP, scene.remote(), CHART, scene.server()),
                new DeployRequest.Requester(Scene.AUTHOR, Optional.empty()),
                DeployOptions.in(scene.namespace));
        DesiredStateLocation place =
                new DesiredStateLocation(SHOP, scene.remote(), CHART, DeployScope.of(scene.namespace));

        assertEnding(run(sync, context("one")), Outcome.HEALTHY);
        DeployRecord elsewhere = run(sync, context("other"));
        assertEnding(elsewhere, Outcome.REFUSED);
        assertThat(elsewhere.ending().orElseThrow().reason())
                .contains("The registry gives another chart than delivery", "now " + address + "/db:1.0.0@" + other);
        assertThatThrownBy(() -> DriftReport.of(place, context("other")))
                .hasMessageContaining("The registry gives another chart than delivery");
        assertThat(DriftReport.of(place, context("one")).drift().objects()).isEmpty();
    }

    @Test
    void after_a_restart_another_chart_under_the_same_version_is_not_applied() throws InterruptedException {
        push("one");
        commitChart();
        DeployRecord record = committed(context("first"));

        push("two");
        DeliveryContext restarted = context("restarted");
        DeployRecord ended = new Delivery(scene.store).run(record, restarted, any -> {});

        assertEnding(ended, Outcome.FAILED);
        assertThat(ended.failure().orElseThrow()).contains("The registry gives another chart than delivery");
        assertThat(ControlPlane.shared()
                        .kubectl(scene.namespace, "get", "configmap", "db", "--ignore-not-found")
                        .succeeded())
                .isBlank();
    }

    @Test
    void after_a_restart_a_chart_that_cannot_be_had_is_asked_for_again() throws InterruptedException {
        push("one");
        commitChart();
        DeployRecord record = committed(context("first"));
        DeliveryContext noRegistry = new DeliveryContext(
                scene.branch,
                scene.cluster,
                RealHelm.renderer(ChartRegistries.NONE),
                scene.context.clock(),
                scene.context.random());

        DeployRecord asking =
                new Delivery(scene.store).advance(record, noRegistry).record();

        assertThat(asking.phase()).isEqualTo(DeliveryPhase.APPLY);
        assertThat(asking.trouble()).isPresent();
        assertEnding(new Delivery(scene.store).run(asking, context("restarted"), any -> {}), Outcome.HEALTHY);
    }

    private DeployRecord committed(DeliveryContext context) {
        DeployRecord record =
                scene.delivery.begin(scene.request().manifests("chart").build(), context.clock(), context.random());
        while (record.phase() != DeliveryPhase.APPLY) {
            record = scene.delivery.advance(record, context).record();
        }
        return record;
    }

    @Test
    void a_rollback_by_hand_warns_of_another_chart_under_the_same_version() throws InterruptedException {
        push("one");
        commitChart();
        DeliveryContext here = context("here");
        DeployRecord earlier = run(scene.request().manifests("chart").build(), here);
        scene.repository.commit("main", "More", Map.of("chart/templates/b.yaml", CONFIG_MAP.formatted("b")));
        assertEnding(run(scene.request().manifests("chart").build(), here), Outcome.HEALTHY);

        push("two");

        assertThat(choose(earlier, context("elsewhere")).warnings())
                .anyMatch(
                        warning -> warning.contains("The registry gives another chart than delivery " + earlier.id()));
        assertThat(choose(earlier, here).warnings()).isEmpty();
    }

    private RollbackTarget choose(DeployRecord to, DeliveryContext context) {
        return RollbackTarget.choose(
                SHOP, scene.branch, CHART, to.id().value(), DeployOptions.in(scene.namespace), context.renderer());
    }
}
