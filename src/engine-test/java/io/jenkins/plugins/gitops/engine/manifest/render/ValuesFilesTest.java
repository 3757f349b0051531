package io.jenkins.plugins.gitops.engine.manifest.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TestTrees;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Charts with values files beside them, rendered by a real Helm. */
class ValuesFilesTest {

    private final ManifestRenderer renderer = RealHelm.renderer();

    private final FileTree tree = TestTrees.of(
            "charts/shop/Chart.yaml",
            "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
            "charts/shop/values.yaml",
            "a: chart\nb: chart\nc: chart\nlist: [1, 2]\nd: chart\n",
            "charts/shop/templates/all.yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: seen}\ndata: {seen: '{{ toJson .Values }}'}\n",
            "env/base/values.yaml",
            "b: base\nc: base\nlist: [3]\n",
            "env/values-staging.yaml",
            "# Staging\nc: staging\nd: null\n",
            "env/empty-values.yaml",
            "# Nothing yet\n",
            "env/two-values.yaml",
            "a: b\n---\nc: d\n",
            "env/list-values.yaml",
            "# A list\n- a\n",
            "env/broken-values.yaml",
            "a: b\nc: [\n",
            "env/staging.yaml",
            "a: b\n",
            "k8s/all.yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n");

    private RenderedManifests render(String path, String... values) {
        return renderer.render(tree, new ManifestSource(path, Arrays.asList(values)));
    }

    private String seen(String... values) {
        return render("charts/shop", values)
                .manifests()
                .get(0)
                .content()
                .at("/data/seen")
                .asText();
    }

    @Test
    void each_is_laid_over_those_before_it_and_the_first_over_the_chart_s_own() {
        assertThat(seen())
                .isEqualTo("{'a':'chart','b':'chart','c':'chart','d':'chart','list':[1,2]}".replace('\'', '"'));
        assertThat(seen("env/base/values.yaml", "./env/values-staging.yaml"))
                .isEqualTo("{'a':'chart','b':'base','c':'staging','list':[3]}".replace('\'', '"'));
        assertThat(seen("env/values-staging.yaml", "env/base/values.yaml", "env/empty-values.yaml"))
                .isEqualTo("{'a':'chart','b':'base','c':'base','list':[3]}".replace('\'', '"'));
    }

    @Test
    void they_belong_to_what_was_tested() {
        assertThat(render("charts/shop", "env/base/values.yaml").inputs())
                .containsExactly("charts/shop", "env/base/values.yaml");
    }

    @Test
    void what_is_no_values_file_is_refused_with_file_line_and_what_to_do() {
        Map<String, List<String>> cases = Map.of(
                "env/missing-values.yaml",
                List.of(
                        "env/missing-values.yaml: there is no such values file for the chart charts/shop",
                        "; there are charts/shop/values.yaml, env/base/values.yaml"),
                "env/base",
                List.of("env/base: it is no file", "Name a file"),
                "env/staging.yaml",
                List.of("env/staging.yaml: it is no chart's values by its name", "values-staging.yaml"),
                "env/two-values.yaml",
                List.of("env/two-values.yaml:3: a second document begins here", "Keep one"),
                "env/list-values.yaml",
                List.of("env/list-values.yaml:2: values are a mapping", "Write keys"),
                "env/broken-values.yaml",
                List.of("env/broken-values.yaml:3", ""));
        cases.forEach((file, words) -> assertThatThrownBy(() -> render("charts/shop", "env/base/values.yaml", file))
                .hasMessageStartingWith(words.get(0))
                .isInstanceOfSatisfying(
                        GitopsException.class, e -> assertThat(e.remedy()).contains(words.get(1))));
        assertThatThrownBy(() -> render("charts/shop", "env/base/values.yaml", "env/base/../base/values.yaml"))
                .hasMessage("env/base/values.yaml: it is named twice");
        assertThatThrownBy(() -> render("charts/shop", "../values.yaml"))
                .hasMessage("The path '../values.yaml' is not inside the repository");
    }

    /** Helm parts an argument at commas, and would read the file in the middle from the machine. */
    @Test
    void a_path_that_helm_would_part_is_refused() {
        String path = "a.yaml,/etc/machine,tree/values.yaml";
        FileTree hostile = tree.with(Map.of(
                path,
                "a: b\n".getBytes(StandardCharsets.UTF_8),
                "Chart.yaml",
                "apiVersion: v2\nname: a\nversion: 1.0.0\n".getBytes(StandardCharsets.UTF_8)));

        for (ManifestSource source :
                List.of(ManifestSource.at(path), new ManifestSource("charts/shop", List.of(path)))) {
            assertThatThrownBy(() -> renderer.render(hostile, source)).hasMessageContaining("has a comma");
        }
    }

    @Test
    void only_a_chart_has_values_files() {
        assertThatThrownBy(() -> render("k8s", "env/base/values.yaml"))
                .hasMessage("Values files are named (env/base/values.yaml), and k8s is no Helm chart");
        assertThatThrownBy(() -> render("charts/shop/values.yaml", "env/base/values.yaml"))
                .hasMessageStartingWith(
                        "charts/shop/values.yaml is a chart's values file, and env/base/values.yaml are");
    }
}
