package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.delivery.changes.ApplicationChanges;
import io.jenkins.plugins.gitops.engine.delivery.changes.ChangeDetector;
import io.jenkins.plugins.gitops.engine.delivery.changes.WatchedApplication;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.render.RealHelm;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What touches an application: two with a base that they share, a chart with values, and deliveries that fail. */
class ChangeDetectorTest {

    private static final String SETTINGS = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME}\ndata: {a: b}\n";
    private static final ManifestSource CHART = new ManifestSource("chart", List.of("values/values-staging.yaml"));

    @FreshScene
    private Scene scene;

    private Revision first;

    @BeforeEach
    void monorepo() {
        scene.repository.commit(
                "main",
                "Two applications",
                Map.of(
                        "base/kustomization.yaml", "resources: [shared.yaml]\n",
                        "base/shared.yaml", SETTINGS.replace("NAME", "shared"),
                        "a/deploy/kustomization.yaml", "resources: [../../base]\nnamePrefix: a-\n",
                        "a/src/main.c", "int a;\n",
                        "b/deploy/kustomization.yaml", "resources: [../../base]\nnamePrefix: b-\n",
                        "b/src/main.c", "int b;\n",
                        "lib/web.c", "int web;\n",
                        "chart/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n",
                        "chart/templates/c.yaml", SETTINGS.replace("NAME", "c-{{ .Values.x }}"),
                        "values/values-staging.yaml", "x: one\n"));
        first = scene.tip();
    }

    private ApplicationChanges changes(WatchedApplication application) {
        return new ChangeDetector(helm(), scene.branch.fetchTip(), scene.tip()).of(application);
    }

    private DeliveryContext helm() {
        return new DeliveryContext(
                scene.branch, scene.cluster, RealHelm.renderer(), scene.context.clock(), scene.context.random());
    }

    private WatchedApplication a() {
        return watched("a", ManifestSource.at("a/deploy"), Set.of("a", "lib"));
    }

    private WatchedApplication b() {
        return watched("b", ManifestSource.at("b/deploy"), Set.of("b"));
    }

    private WatchedApplication chart() {
        return watched("c", CHART, Set.of("nowhere"));
    }

    private WatchedApplication watched(String name, ManifestSource manifests, Set<String> built) {
        return new WatchedApplication(
                new DeliveryTarget(name, "staging"), scene.remote(), manifests, scene.namespace, built);
    }

    private DeployRecord deliver(WatchedApplication application) {
        var request = scene.request()
                .application(application.target().application())
                .manifests(
                        application.manifests().path(),
                        application.manifests().values().toArray(String[]::new))
                .of(scene.tip())
                .build();
        Delivery delivery = new Delivery(scene.store);
        try {
            DeployRecord ended = delivery.run(
                    delivery.begin(request, scene.context.clock(), scene.context.random()), helm(), any -> {});
            assertEnding(ended, Outcome.HEALTHY);
            return ended;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void what_was_never_delivered_is_touched_and_a_delivery_of_one_touches_no_other() {
        assertThat(changes(a()).reasons()).containsExactly("it was never delivered");

        DeployRecord delivered = deliver(a());
        deliver(b());

        ApplicationChanges none = changes(a());
        assertThat(none.reasons()).isEmpty();
        assertThat(none.compared().orElseThrow().delivery()).isEqualTo(delivered.id());
        assertThat(none.compared().orElseThrow().source()).contains(first);
        assertThat(changes(b()).touched()).isFalse();
    }

    @Test
    void sources_inputs_and_a_shared_base_touch_those_that_read_them() {
        deliver(a());
        deliver(b());
        scene.repository.commit("main", "Of nobody", Map.of("README", "more\n"));
        assertThat(changes(a()).touched()).isFalse();

        scene.repository.commit("main", "Better library", Map.of("lib/web.c", "int better;\n"));
        assertThat(changes(a()).reasons())
                .singleElement()
                .asString()
                .contains("what it is built from (a, lib) changed", "Better library");
        assertThat(changes(b()).touched()).isFalse();

        scene.repository.commit("main", "Better base", Map.of("base/shared.yaml", SETTINGS.replace("NAME", "better")));
        assertThat(changes(b()).reasons())
                .singleElement()
                .asString()
                .contains("what its manifests are rendered from", "Better base");
        assertThat(changes(a()).commits())
                .extracting(each -> each.message().subject())
                .containsExactlyInAnyOrder("Better library", "Better base");
    }

    @Test
    void a_rename_and_a_deletion_touch() {
        deliver(a());
        deliver(b());
        scene.repository.commit(
                "main",
                "Move the base's file",
                Map.of(
                        "base/kustomization.yaml",
                        "resources: [moved.yaml]\n",
                        "base/moved.yaml",
                        SETTINGS.replace("NAME", "shared")),
                List.of("base/shared.yaml"));
        assertThat(changes(a()).reasons()).singleElement().asString().contains("Move the base's file");
        deliver(a());
        deliver(b());

        scene.repository.commit("main", "Drop a source", Map.of("README", "2\n"), List.of("b/src/main.c"));

        assertThat(changes(a()).touched()).isFalse();
        assertThat(changes(b()).reasons()).singleElement().asString().contains("Drop a source");

        scene.repository.commit("main", "Drop the base", Map.of("README", "3\n"), List.of("base/moved.yaml"));
        assertThat(changes(a()).reasons()).singleElement().asString().contains("its manifests cannot be rendered");
    }

    @Test
    void a_chart_and_its_values_file_touch() {
        deliver(chart());
        assertThat(changes(chart()).reasons()).isEmpty();

        scene.repository.commit("main", "Values", Map.of("values/values-staging.yaml", "x: two\n"));
        assertThat(changes(chart()).reasons()).singleElement().asString().contains("Values");
        deliver(chart());
        scene.repository.commit("main", "Template", Map.of("chart/templates/d.yaml", SETTINGS.replace("NAME", "d")));
        assertThat(changes(chart()).reasons()).singleElement().asString().contains("Template");
    }

    @Test
    void a_delivery_that_failed_is_not_forgotten() {
        WatchedApplication shop = watched("shop", ManifestSource.at("k8s"), Set.of("src"));
        ImageReference image = Scene.good("1");
        DeployRecord healthy = scene.deploy(image);
        scene.repository.commit("main", "A bug", Map.of("src/main.c", "abort();\n"));

        assertEnding(scene.run(scene.request(Scene.broken("2")).build()), Outcome.FAILED);

        ApplicationChanges rolledBack = changes(shop);
        assertThat(rolledBack.reasons()).singleElement().asString().contains("A bug");
        assertThat(rolledBack.compared().orElseThrow().source())
                .isEqualTo(healthy.request().source().map(source -> source.revision()));

        assertEnding(
                scene.run(scene.request(Scene.broken("3"))
                        .releaseHold()
                        .stopOnFailure()
                        .build()),
                Outcome.FAILED);

        assertThat(changes(shop).reasons()).anyMatch(reason -> reason.endsWith("ended as failed"));
    }

    @Test
    void a_source_that_is_no_ancestor_or_not_said_touches_and_a_newer_one_does_not() {
        deliver(a());
        Revision other = new Revision(
                scene.repository.commit("aside", "Aside", Map.of("x", "y\n")).strip());
        Revision tip = scene.branch.fetchTip();
        assertThat(new ChangeDetector(helm(), tip, other).of(a()).reasons())
                .singleElement()
                .asString()
                .contains("is not in the history of " + other.abbreviated());

        scene.repository.commit("main", "Newer", Map.of("a/src/main.c", "int newer;\n"));
        deliver(a());
        assertThat(new ChangeDetector(helm(), scene.branch.fetchTip(), first)
                        .of(a())
                        .reasons())
                .isEmpty();

        scene.run(scene.request().application("a").manifests("a/deploy").build());
        assertThat(changes(a()).reasons()).singleElement().asString().contains("does not say which commit it is of");
    }
}
