package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.cluster.desired.DeployScope;
import io.jenkins.plugins.gitops.engine.delivery.history.RollbackTarget;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.DesiredStateLocation;
import io.jenkins.plugins.gitops.engine.delivery.request.RequestBuilder;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.render.RealHelm;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deliveries of a chart with values files beside it, one of which another application has too. */
class ValuesFilesDeliveryTest {

    private static final String COMMON = "environments/common-values.yaml";
    private static final String STAGING = "environments/staging/values.yaml";
    private static final ManifestSource SOURCE = new ManifestSource("charts/shop", List.of(COMMON, STAGING));

    @FreshScene
    private Scene scene;

    private DeliveryContext context;

    @BeforeEach
    void chart() {
        String image = Scene.good("1").name();
        scene.repository.commit(
                "main",
                "A chart and its values",
                Map.of(
                        "charts/shop/Chart.yaml",
                        "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
                        "charts/shop/values.yaml",
                        "replicas: 1\nimage: {repository: " + image + ", tag: v0}\n",
                        "charts/shop/templates/shop.yaml",
                        Scene.shop()
                                .replaceAll("name: shop\\b", "name: {{ .Release.Name }}")
                                .replaceAll("replicas: 1", "replicas: {{ .Values.replicas }}")
                                .replaceAll(
                                        "image: .*",
                                        "image: \"{{ .Values.image.repository }}:{{ .Values.image.tag }}\""),
                        COMMON,
                        "# All\nteam: shop\n",
                        STAGING,
                        "# Staging\nimage:\n  tag: v0\n",
                        "environments/other/values.yaml",
                        "image: {tag: 'v0'}\n"));
        context = new DeliveryContext(
                scene.branch, scene.cluster, RealHelm.renderer(), scene.context.clock(), scene.context.random());
    }

    private RequestBuilder request(ImageReference image) {
        return scene.request(image).manifests("charts/shop", COMMON, STAGING);
    }

    private DeployRecord run(DeployRequest request) {
        return run(scene.delivery.begin(request, context.clock(), context.random()));
    }

    private DeployRecord run(DeployRecord record) {
        try {
            return new Delivery(scene.store).run(record, context, any -> {});
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String file(String path) {
        return scene.repository.git("show", "main:" + path);
    }

    private DeployRequest.Destination destination(ManifestSource manifests) {
        return new DeployRequest.Destination(
                new DeliveryTarget("shop", "staging"), scene.remote(), manifests, scene.server());
    }

    private DeployRequest sync(ManifestSource manifests) {
        return DeployRequest.sync(
                destination(manifests),
                new DeployRequest.Requester(Scene.AUTHOR, Optional.empty()),
                DeployOptions.in(scene.namespace));
    }

    @Test
    void the_image_is_set_in_the_last_file_and_the_commit_says_which_files_there_are() {
        ImageReference image = Scene.good("1");

        DeployRecord record = run(request(image).build());

        assertEnding(record, Outcome.HEALTHY);
        assertThat(scene.running()).isEqualTo(image.toString());
        assertThat(file(STAGING))
                .isEqualTo("# Staging\nimage:\n  tag: 1@" + image.digest().orElseThrow() + "\n");
        assertThat(scene.repository
                        .git("show", "--format=", "--name-only", "main")
                        .strip())
                .isEqualTo(STAGING);
        assertThat(scene.trailer("Gitops-Manifests")).containsExactly("charts/shop");
        assertThat(scene.trailer("Gitops-Values")).containsExactly(COMMON, STAGING);
    }

    @Test
    void a_sync_and_a_drift_report_render_what_the_commit_says() {
        assertEnding(run(request(Scene.good("1")).build()), Outcome.HEALTHY);

        DeployRecord synced = run(sync(SOURCE));
        DeployRecord without = run(sync(ManifestSource.at("charts/shop")));
        DriftReport drift = DriftReport.of(
                new DesiredStateLocation(
                        new DeliveryTarget("shop", "staging"),
                        scene.remote(),
                        ManifestSource.at("charts/shop"),
                        DeployScope.of(scene.namespace)),
                context);

        assertEnding(synced, Outcome.HEALTHY);
        assertEnding(without, Outcome.REFUSED);
        assertThat(without.ending().orElseThrow().reason())
                .contains("has its manifests in charts/shop with " + COMMON + ", " + STAGING + ", not in charts/shop");
        assertThat(drift.drift().objects()).isEmpty();
    }

    @Test
    void a_process_that_takes_it_up_has_the_files_from_the_record() {
        ImageReference image = Scene.good("1");
        DeployRecord begun = scene.delivery.begin(request(image).build(), context.clock(), context.random());
        DeployRecord record = begun;
        while (record.phase() != DeliveryPhase.APPLY) {
            record = scene.delivery.advance(record, context).record();
        }

        DeployRecord read = scene.store.read(begun.id());

        assertThat(read.request().manifests()).isEqualTo(SOURCE);
        assertEnding(run(read), Outcome.HEALTHY);
        assertThat(scene.running()).isEqualTo(image.toString());
    }

    @Test
    void a_rollback_puts_back_the_files_that_nothing_else_is_delivered_with() {
        assertEnding(
                run(scene.request(Scene.good("1"))
                        .application("other")
                        .manifests("charts/shop", COMMON, "environments/other/values.yaml")
                        .build()),
                Outcome.HEALTHY);
        ImageReference image = Scene.good("1");
        assertEnding(run(request(image).build()), Outcome.HEALTHY);
        String healthy = file(STAGING);
        scene.repository.commit(
                "main",
                "More, and another team",
                Map.of(STAGING, healthy + "replicas: 2\n", COMMON, "# All\nteam: sales\n"));

        DeployRecord record = run(request(Scene.broken("2")).build());

        assertEnding(record, Outcome.FAILED);
        assertThat(record.ending().orElseThrow().rolledBack())
                .as(record.toString())
                .isTrue();
        assertThat(file(STAGING)).isEqualTo(healthy);
        assertThat(file(COMMON)).isEqualTo("# All\nteam: sales\n");
        assertThat(scene.running()).isEqualTo(image.toString());
        assertThat(scene.repository.git("log", "-1", "--format=%b", "main"))
                .startsWith("In " + STAGING + " this undoes:\n  ");
        // What is built of the rollback's commit is what was put back: it changed nothing but this delivery's own
        // files.
        DeployRecord again = run(request(Scene.good("3")).build());
        assertEnding(again, Outcome.REFUSED);
        assertThat(again.ending().orElseThrow().reason())
                .contains("is held", "since then, nothing but deliveries' own commits came to");
    }

    @Test
    void by_hand_an_earlier_delivery_comes_back_with_its_values() {
        ImageReference image = Scene.good("1");
        assertEnding(run(request(image).build()), Outcome.HEALTHY);
        String first = file(STAGING);
        scene.repository.commit("main", "Two", Map.of(STAGING, first + "replicas: 2\n"));
        assertEnding(run(request(image).build()), Outcome.HEALTHY);

        RollbackTarget target = RollbackTarget.choose(
                new DeliveryTarget("shop", "staging"),
                scene.branch,
                SOURCE,
                RollbackTarget.PREVIOUS,
                DeployOptions.in(scene.namespace),
                context.renderer());
        DeployRecord back = run(request(target.images().get(0))
                .kind(DeliveryKind.ROLLBACK)
                .rollbackOf(target.current())
                .build()
                .restoring(target.restores()));

        assertEnding(back, Outcome.HEALTHY);
        assertThat(file(STAGING)).isEqualTo(first);
    }
}
