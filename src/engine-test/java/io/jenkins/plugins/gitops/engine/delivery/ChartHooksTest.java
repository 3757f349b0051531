package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.manifest.render.RealHelm;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Hooks of a chart as published charts have them, rendered by a real Helm. */
class ChartHooksTest {

    /** The account of the Jobs is a hook too, for both times, as in charts with admission webhooks. */
    private static final String ACCOUNT =
            """
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: hooks
              annotations:
                "helm.sh/hook": pre-install,pre-upgrade,post-install,post-upgrade
                "helm.sh/hook-weight": "-10"
                "helm.sh/hook-delete-policy": before-hook-creation,hook-succeeded
            """;

    private static final String JOBS =
            """
            {{- range $name, $job := .Values.jobs }}
            ---
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: {{ $name }}
              annotations:
                "helm.sh/hook": {{ $job.hook }}
                "helm.sh/hook-weight": {{ $job.weight | quote }}
                "helm.sh/hook-delete-policy": before-hook-creation,hook-succeeded
            spec:
              backoffLimit: 0
              template:
                metadata: {annotations: {gitops.jenkins.io/stand-in: {{ $job.ends }} }}
                spec:
                  restartPolicy: Never
                  serviceAccountName: hooks
                  containers: [{name: a, image: "{{ $.Values.tools }}"}]
            {{- end }}
            """;

    private static final String SETTINGS = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n";

    @FreshScene
    private Scene scene;

    private DeployRecord deliver(String jobs, Duration timeout) throws InterruptedException {
        ImageRegistry.shared().push("tools", "1", Map.of());
        scene.repository.commit(
                "main",
                "A chart",
                Map.of(
                        "chart/Chart.yaml",
                        "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
                        "chart/values.yaml",
                        "tools: " + ImageRegistry.shared().address() + "/tools:1\njobs:\n" + jobs,
                        "chart/templates/account.yaml",
                        ACCOUNT,
                        "chart/templates/jobs.yaml",
                        JOBS,
                        "chart/templates/settings.yaml",
                        SETTINGS));
        DeliveryContext context = new DeliveryContext(
                scene.branch, scene.cluster, RealHelm.renderer(), scene.context.clock(), scene.context.random());
        return scene.delivery.run(
                scene.delivery.begin(
                        scene.request().manifests("chart").timeout(timeout).build(), context.clock(), context.random()),
                context,
                any -> {});
    }

    private String objects() {
        return ControlPlane.shared()
                .kubectl(scene.namespace, "get", "jobs,serviceaccounts,configmaps", "-o", "name")
                .succeeded();
    }

    @Test
    void they_run_in_the_order_of_their_weights_with_an_account_for_both_times_and_go() throws InterruptedException {
        DeployRecord record = deliver(
                """
                  second: {hook: 'pre-install,pre-upgrade', weight: 5, ends: exit-0}
                  first: {hook: 'pre-install,pre-upgrade', weight: -5, ends: exit-0}
                  last: {hook: 'post-install,post-upgrade', weight: 0, ends: exit-0}
                """,
                Duration.ofSeconds(40));

        assertEnding(record, Outcome.HEALTHY);
        assertThat(record.events().toString())
                .containsSubsequence(
                        "hooks before all waves, wave -10, dependencies",
                        "hooks before all waves, wave -5, workloads",
                        "hooks before all waves, wave 5, workloads",
                        "wave 0, dependencies",
                        "hooks after all waves, workloads");
        assertThat(objects()).contains("/settings").doesNotContain("/first", "/second", "/last", "/hooks");
    }

    @Test
    void one_that_fails_and_one_that_never_ends_are_named_and_nothing_after_them_is_touched()
            throws InterruptedException {
        DeployRecord failed = deliver(
                "  migrate: {hook: 'pre-install,pre-upgrade', weight: 0, ends: exit-1}\n", Duration.ofSeconds(40));
        DeployRecord endless = deliver(
                "  migrate: {hook: 'pre-install,pre-upgrade', weight: 0, ends: slow=600}\n", Duration.ofSeconds(6));

        assertEnding(failed, Outcome.FAILED);
        assertThat(failed.ending().orElseThrow().reason()).contains("Job", "migrate");
        assertEnding(endless, Outcome.FAILED);
        assertThat(endless.ending().orElseThrow().reason()).contains("Job", "migrate", "6 s");
        assertThat(objects()).doesNotContain("/settings");
    }
}
