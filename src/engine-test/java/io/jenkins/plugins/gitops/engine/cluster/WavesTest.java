package io.jenkins.plugins.gitops.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyWave;
import io.jenkins.plugins.gitops.engine.cluster.desired.Pruning;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.plan.Plan;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order that people give by annotation. */
class WavesTest {

    @FreshScene
    private ClusterScene place;

    private static String map(String name, String wave) {
        return "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " + name
                + "\n  annotations: {gitops.jenkins.io/wave: " + wave + "}\n";
    }

    private static String object(String apiVersion, String kind, String name, String wave) {
        return "---\napiVersion: " + apiVersion + "\nkind: " + kind + "\nmetadata:\n  name: " + name
                + "\n  annotations: {gitops.jenkins.io/wave: \"" + wave + "\"}\n";
    }

    private List<ApplyWave> waves(String yaml) {
        return place.cluster.waves(place.manifests(yaml));
    }

    @Test
    void the_number_comes_before_the_kind_and_definitions_and_namespaces_before_all() {
        List<ApplyWave> waves = waves(map("late", "\"2\"")
                + object("apps/v1", "Deployment", "first", "-1")
                + "---\napiVersion: v1\nkind: Secret\nmetadata: {name: plain}\n"
                + "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: plain}\n"
                + object("v1", "Namespace", "shop", "3")
                + object("apiextensions.k8s.io/v1", "CustomResourceDefinition", "widgets.example.com", "1"));

        assertThat(waves)
                .extracting(ApplyWave::name)
                .containsExactly(
                        "definitions",
                        "namespaces",
                        "wave -1, workloads",
                        "wave 0, dependencies",
                        "wave 0, workloads",
                        "wave 2, dependencies");
    }

    @Test
    void the_end_of_a_wave_waits_for_all_that_is_in_it_and_its_stages_do_not_wait_for_one_another() {
        List<ApplyWave> waves = waves(map("one", "\"1\"")
                + object("apps/v1", "Deployment", "one", "1")
                + object("apps/v1", "Deployment", "two", "2"));

        assertThat(waves).extracting(ApplyWave::mustBeReady).containsExactly(false, true, false);
        assertThat(waves.get(1).awaited()).extracting(Manifest::kind).containsExactly("ConfigMap", "Deployment");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"first\"", "1", "\"1.5\"", "\"\"", "\"99999999999\"", "\" 1\""})
    void what_is_no_number_is_a_problem_with_its_place(String wave) {
        assertThat(place.plan(map("odd", wave)).problems()).anySatisfy(problem -> assertThat(problem)
                .startsWith("k8s/app.yaml:2: ConfigMap odd: the annotation gitops.jenkins.io/wave is ")
                .contains("whole number in quotes"));
    }

    @Test
    void the_plan_shows_the_waves() {
        String yaml = map("late", "\"10\"") + map("later", "\"10\"") + map("early", "\"-2\"");

        Plan plan = place.plan(yaml);

        String name = "ConfigMap " + place.namespace;
        assertThat(plan.text())
                .containsSubsequence(
                        "Wave -2, 1 object:\n+ " + name + "/early",
                        "Wave 10, 2 objects:\n+ " + name + "/late",
                        "+ " + name + "/later");
        assertThat(place.plan(yaml.replaceAll("\"-?[0-9]+\"", "\"0\"")).text()).doesNotContain("Wave");
    }

    @Test
    void what_is_pruned_goes_in_the_reverse_order() {
        // The finalizer keeps them, and the version of each is then that of its deletion.
        String finalizer = "  finalizers: [example.com/keep]\n";
        String kept = map("kept", "\"0\"");
        String all = kept
                + map("one", "\"1\"")
                + finalizer
                + map("three", "\"3\"")
                + finalizer
                + map("two", "\"2\"")
                + finalizer;
        place.cluster.writeInventory(
                Inventory.empty(place.id, ClusterScene.REPOSITORY).including(place.apply(all)));

        place.prune(place.request(kept).with(Pruning.ON));

        assertThat(deletedInOrder()).containsExactly("three", "two", "one");
        place.kubectl("patch", "configmap/one", "-p", "{\"metadata\":{\"finalizers\":null}}");
        place.kubectl("patch", "configmap/two", "-p", "{\"metadata\":{\"finalizers\":null}}");
        place.kubectl("patch", "configmap/three", "-p", "{\"metadata\":{\"finalizers\":null}}");
    }

    private List<String> deletedInOrder() {
        return place.plane.client().configMaps().inNamespace(place.namespace).list().getItems().stream()
                .map(map -> map.getMetadata())
                .filter(metadata -> metadata.getDeletionTimestamp() != null)
                .sorted(Comparator.comparing(metadata -> Long.valueOf(metadata.getResourceVersion())))
                .map(metadata -> metadata.getName())
                .toList();
    }
}
