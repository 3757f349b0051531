package io.jenkins.plugins.gitops.engine.manifest.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TestTrees;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What charts are made of, rendered by a real Helm. */
class RealChartTest {

    private static final String CHART = "apiVersion: v2\nname: shop\nversion: 1.0.0\n";

    private static final String SEEN =
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '{{ .Chart.Name }}'}\ndata: {seen: '{{ toJson .Values }}'}\n";

    private final ManifestRenderer renderer = RealHelm.renderer();

    private static FileTree chart(String... more) {
        return TestTrees.of("c/Chart.yaml", CHART, "c/templates/all.yaml", SEEN).with(files(more));
    }

    private static Map<String, byte[]> files(String... pathsAndContents) {
        Map<String, byte[]> files = new TreeMap<>();
        for (int i = 0; i < pathsAndContents.length; i += 2) {
            files.put(pathsAndContents[i], pathsAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        return files;
    }

    private RenderedManifests render(FileTree tree) {
        return renderer.render(tree, ManifestSource.at("c"), new HelmRelease("shop", "staging"));
    }

    private List<String> names(FileTree tree) {
        return render(tree).manifests().stream().map(Manifest::name).sorted().toList();
    }

    private static String seen(RenderedManifests rendering, String name) {
        return rendering.manifests().stream()
                .filter(manifest -> manifest.name().equals(name))
                .findFirst()
                .orElseThrow()
                .content()
                .at("/data/seen")
                .asText();
    }

    private static FileTree withSubcharts(String values) {
        return chart(
                "c/Chart.yaml",
                CHART + "dependencies:\n- {name: db, version: 1.0.0, alias: main, condition: main.enabled}\n"
                        + "- {name: db, version: 1.0.0, alias: second, condition: second.enabled}\n"
                        + "- {name: mail, version: 1.0.0, tags: [extras]}\n",
                "c/values.yaml",
                values,
                "c/charts/db/Chart.yaml",
                CHART.replace("shop", "db"),
                "c/charts/db/values.yaml",
                "size: 1\nimage: {repository: registry.example/db, tag: v1}\n",
                "c/charts/db/templates/all.yaml",
                SEEN,
                "c/charts/mail/Chart.yaml",
                CHART.replace("shop", "mail"),
                "c/charts/mail/templates/all.yaml",
                SEEN);
    }

    @Test
    void aliases_conditions_and_tags_say_which_subcharts_there_are() {
        assertThat(names(withSubcharts("second: {enabled: false}\ntags: {extras: false}\n")))
                .containsExactly("main", "shop");
        assertThat(names(withSubcharts("main: {enabled: true}\n"))).containsExactly("mail", "main", "second", "shop");
    }

    @Test
    void a_subchart_has_its_own_values_those_under_its_key_and_the_global_ones() {
        RenderedManifests rendering = render(withSubcharts(
                "global: {team: a}\nmain: {size: 3}\nsecond: {image: {tag: v2}}\ntags: {extras: false}\n"));

        assertThat(seen(rendering, "main")).contains("\"size\":3", "\"tag\":\"v1\"", "\"global\":{\"team\":\"a\"}");
        assertThat(seen(rendering, "second")).contains("\"size\":1", "\"tag\":\"v2\"");
    }

    @Test
    void definitions_in_crds_are_rendered_also_those_of_subcharts_and_tests_are_not() {
        String definition = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: ";
        FileTree tree = withSubcharts("tags: {extras: false}\nsecond: {enabled: false}\n")
                .with(files(
                        "c/crds/a.yaml",
                        definition + "as.example.com}\n",
                        "c/charts/db/crds/b.yaml",
                        definition + "bs.example.com}\n",
                        "c/templates/tests/test.yaml",
                        "apiVersion: v1\nkind: Pod\nmetadata: {name: test, annotations: {helm.sh/hook: test}}\n"));

        assertThat(names(tree)).containsExactly("as.example.com", "bs.example.com", "main", "shop");
    }

    @Test
    void a_chart_that_needs_a_newer_kubernetes_is_refused_with_both_versions() {
        FileTree tree = chart("c/Chart.yaml", CHART + "kubeVersion: '>=1.25.0-0'\n");
        HelmRelease old = new HelmRelease("shop", "staging").in(Optional.of(KubernetesApi.of("v1.20.2", List.of())));
        HelmRelease newer = new HelmRelease("shop", "staging").in(Optional.of(KubernetesApi.of("v1.30.0", List.of())));

        assertThatThrownBy(() -> renderer.render(tree, ManifestSource.at("c"), old))
                .hasMessageContaining("helm could not render c: ")
                .hasMessageContaining("requires kubeVersion: >=1.25.0-0 which is incompatible with Kubernetes v1.20.2");
        assertThat(renderer.render(tree, ManifestSource.at("c"), newer).manifests())
                .hasSize(1);
    }

    @Test
    void a_template_that_looks_into_the_cluster_is_named_in_a_warning() {
        String lookup = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n"
                + "  found: '{{ if (lookup \"v1\" \"Secret\" .Release.Namespace \"a\") }}yes{{ else }}no{{ end }}'\n";

        RenderedManifests rendering =
                render(chart("c/templates/a.yaml", lookup, "c/templates/b.yaml", "# no lookup here\n"));

        assertThat(rendering.warnings())
                .containsExactly(
                        "c/templates/a.yaml:5 looks for objects in the cluster (lookup), and finds none here: a chart is"
                                + " rendered without a cluster. What it makes when there are none, it makes each time");
        assertThat(rendering.manifests().get(0).content().at("/data/found").asText())
                .isEqualTo("no");
        assertThat(render(chart()).warnings()).isEmpty();
    }

    @Test
    void what_a_chart_makes_up_is_refused_with_the_object() {
        assertThatThrownBy(
                        () -> render(
                                chart(
                                        "c/templates/s.yaml",
                                        "apiVersion: v1\nkind: Secret\nmetadata: {name: made}\nstringData: {a: '{{ randAlphaNum 20 }}'}\n")))
                .hasMessageContaining("Secret/made is rendered differently each time");
    }

    @Test
    void a_template_s_own_error_is_told_with_its_place() {
        assertThatThrownBy(
                        () -> render(chart("c/templates/a.yaml", "a: {{ required \"Give a host\" .Values.host }}\n")))
                .hasMessageContaining("shop/templates/a.yaml:1:6")
                .hasMessageContaining("Give a host");
        assertThatThrownBy(() -> render(chart("c/Chart.yaml", CHART + "dependencies:\n- {name: db, version: 1.0.0}\n")))
                .isInstanceOfSatisfying(GitopsException.class, e -> assertThat(e.getMessage() + e.remedy())
                        .contains("db", "its folder charts/"));
    }
}
