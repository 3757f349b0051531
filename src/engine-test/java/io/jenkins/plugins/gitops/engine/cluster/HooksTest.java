package io.jenkins.plugins.gitops.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyWave;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredState;
import io.jenkins.plugins.gitops.engine.cluster.desired.Pruning;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.plan.Plan;
import io.jenkins.plugins.gitops.engine.cluster.plan.PlannedChange;
import io.jenkins.plugins.gitops.engine.cluster.plan.PlannedChange.Action;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Hooks and options that were written for Argo CD and Helm. */
class HooksTest {

    @FreshScene
    private ClusterScene place;

    private static String map(String name, String annotations) {
        return "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " + name + "\n  annotations: {" + annotations
                + "}\n";
    }

    private static String job(String name, String annotations) {
        return "---\napiVersion: batch/v1\nkind: Job\nmetadata:\n  name: " + name + "\n  annotations: {" + annotations
                + "}\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n"
                + "      containers: [{name: a, image: registry.example/a}]\n";
    }

    private static final String ALL = job("after", "argocd.argoproj.io/hook: PostSync")
            + "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\n"
            + job("before", "\"helm.sh/hook\": \"pre-install,pre-upgrade\", \"helm.sh/hook-weight\": \"5\"")
            + map("needed", "argocd.argoproj.io/hook: PreSync, argocd.argoproj.io/sync-wave: \"-1\"")
            + job("tested", "\"helm.sh/hook\": test")
            + map("late", "argocd.argoproj.io/sync-wave: \"3\"");

    @Test
    void hooks_come_before_and_after_all_waves_and_each_wave_of_them_is_waited_for() {
        List<ApplyWave> waves = place.cluster.waves(place.manifests(ALL));

        assertThat(waves)
                .extracting(ApplyWave::name)
                .containsExactly(
                        "hooks before all waves, wave -1, dependencies",
                        "hooks before all waves, wave 5, workloads",
                        "wave 0, workloads",
                        "wave 3, dependencies",
                        "hooks after all waves, workloads");
        assertThat(waves).allMatch(ApplyWave::mustBeReady);
        assertThat(waves.stream().flatMap(wave -> wave.expiring().stream()))
                .extracting(Manifest::name)
                .containsExactly("before", "after");
    }

    @Test
    void the_plan_shows_when_hooks_run_and_names_what_is_left_out_or_kept() {
        Plan plan = place.plan(map("needed", "argocd.argoproj.io/hook: PreSync")
                + map("plain", "argocd.argoproj.io/sync-options: Replace=true")
                + job("tested", "\"helm.sh/hook\": test")
                + job("after", "argocd.argoproj.io/hook: PostSync, argocd.argoproj.io/hook-delete-policy: HookFailed"));

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.text())
                .containsSubsequence(
                        "Hooks before all waves, 1 object:\n+ ConfigMap " + place.namespace + "/needed",
                        "Wave 0, 1 object:\n+ ConfigMap " + place.namespace + "/plain",
                        "Hooks after all waves, 1 object:\n+ Job " + place.namespace + "/after")
                .contains("ConfigMap plain: its annotation argocd.argoproj.io/sync-options: Replace=true has no effect")
                .contains("Job tested: it is left out: a test of Helm's")
                .contains("Job after: when it fails it stays, with its log")
                .doesNotContain("/tested");
    }

    @Test
    void what_is_not_understood_is_a_problem_with_its_place() {
        assertThat(place.plan(job("cleanup", "\"helm.sh/hook\": post-delete")
                                + job("install", "\"helm.sh/hook\": pre-install")
                                + map("forced", "argocd.argoproj.io/sync-options: \"Replace=true,Force=true\""))
                        .problems())
                .satisfiesExactly(
                        problem -> assertThat(problem)
                                .startsWith("k8s/app.yaml:2: Job cleanup: it is a hook (helm.sh/hook) for post-delete"),
                        problem -> assertThat(problem)
                                .startsWith("k8s/app.yaml:13: Job install: ")
                                .contains("write pre-install,pre-upgrade"),
                        problem -> assertThat(problem)
                                .contains(
                                        "ConfigMap forced: its annotation argocd.argoproj.io/sync-options: Force=true")
                                .contains("--replace ConfigMap/forced"));
    }

    private String uid() {
        return place.kubectl("get", "job/migrate", "-o", "jsonpath={.metadata.uid}");
    }

    private DesiredState migrating(String run) {
        return place.request(job("migrate", "argocd.argoproj.io/hook: Sync")).runningFor(run);
    }

    /** Until it is there: the one before has to go first. */
    private void applyOnce(DesiredState request) {
        ApplyWave wave = place.cluster.waves(request.manifests()).get(0);
        while (!place.cluster.apply(request, wave).deleting().isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void a_job_runs_once_in_each_delivery_and_the_plan_says_so() {
        applyOnce(migrating("one"));
        String first = uid();
        applyOnce(migrating("one"));
        assertThat(uid()).isEqualTo(first);

        Plan plan = place.cluster.plan(migrating("two"));
        assertThat(plan.problems()).isEmpty();
        assertThat(plan.changes()).extracting(PlannedChange::action).containsExactly(Action.REPLACE);
        assertThat(plan.text()).contains("is a hook, and runs anew; the earlier one is deleted");

        applyOnce(migrating("two"));
        assertThat(uid()).isNotEqualTo(first);
        assertThat(place.cluster.drift(migrating("other")).objects()).isEmpty();
    }

    @Test
    void a_job_that_no_delivery_made_is_not_deleted() {
        place.kubectlApply(job("migrate", "argocd.argoproj.io/hook: Sync"));
        String theirs = uid();

        assertThat(place.cluster.plan(migrating("one")).problems())
                .singleElement()
                .asString()
                .contains("Job migrate: it is a hook, and an object of this name is there that no delivery made")
                .contains("--replace Job/migrate");
        assertThat(place.cluster
                        .apply(
                                migrating("one"),
                                place.cluster
                                        .waves(migrating("one").manifests())
                                        .get(0))
                        .problems())
                .hasSize(1);
        assertThat(uid()).isEqualTo(theirs);
    }

    @Test
    void what_a_hook_needs_the_right_to_is_a_problem_of_the_plan() {
        try (Cluster limited = place.limitedTo("get,list,create,patch", "jobs,configmaps")) {
            assertThat(limited.plan(migrating("one")).problems())
                    .singleElement()
                    .asString()
                    .contains("Job migrate: ")
                    .contains("we may not delete jobs.batch");
        }
    }

    @Test
    void what_is_to_be_kept_is_neither_pruned_nor_removed() {
        String all = map("plain", "a: b")
                + map("kept", "argocd.argoproj.io/sync-options: Prune=false")
                + map("everywhere", "helm.sh/resource-policy: keep");
        place.cluster.writeInventory(
                Inventory.empty(place.id, ClusterScene.REPOSITORY).including(place.apply(all)));
        DesiredState less = place.request(map("plain", "a: b")).with(Pruning.ON);

        assertThat(place.cluster.plan(less).warnings())
                .anyMatch(warning -> warning.contains("/kept is not pruned: its annotation"))
                .anyMatch(warning ->
                        warning.contains("/everywhere is not pruned: its annotation helm.sh/resource-policy"));
        assertThat(place.prune(less)).isEmpty();
        assertThat(place.cluster
                        .planRemoval(place.cluster.inventory(place.id).orElseThrow(), Set.of())
                        .text())
                .contains("= ConfigMap " + place.namespace + "/everywhere stays: its annotation")
                .contains("- ConfigMap " + place.namespace + "/kept");
    }
}
