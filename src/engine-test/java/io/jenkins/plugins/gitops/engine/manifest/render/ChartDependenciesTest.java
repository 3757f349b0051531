package io.jenkins.plugins.gitops.engine.manifest.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TestTrees;
import io.jenkins.plugins.gitops.engine.parts.ChartRegistry;
import io.jenkins.plugins.gitops.engine.registry.ChartRegistries;
import io.jenkins.plugins.gitops.engine.registry.RegistryHost;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A chart of charts in a registry, as people write it for GitOps: rendered by a real Helm. */
class ChartDependenciesTest {

    private static String host;
    private static String digest;

    @TempDir
    private Path cache;

    @BeforeAll
    static void push() {
        host = ChartRegistry.shared().address();
        digest = ChartRegistry.shared()
                .push(
                        "team",
                        Map.of(
                                "Chart.yaml",
                                "apiVersion: v2\nname: db\nversion: 1.2.3\n",
                                "values.yaml",
                                "size: 1\n",
                                "templates/a.yaml",
                                "kind: ConfigMap\napiVersion: v1\nmetadata: {name: '{{ .Release.Name }}-{{ .Chart.Name }}'}\n"
                                        + "data: {size: '{{ .Values.size }}', apis: '{{ .Capabilities.APIVersions.Has"
                                        + " \"widgets.example.com/v1\" }}'}\n"));
    }

    private ManifestRenderer renderer() {
        return RealHelm.renderer(new ChartRegistries(
                cache,
                asked -> Optional.of(new RegistryHost(
                                host, true, Optional.of(ChartRegistry.USERNAME), Optional.of(ChartRegistry.PASSWORD)))
                        .filter(any -> asked.equals(host)),
                HttpClient::newBuilder,
                Duration.ofSeconds(5)));
    }

    private static String dependencies(String version) {
        return "dependencies:\n  - name: db\n    version: " + version + "\n    repository: oci://" + host + "/team\n";
    }

    private static FileTree chart(String lock) {
        return TestTrees.of(
                "shop/Chart.yaml",
                "apiVersion: v2\nname: shop\nversion: 1.0.0\n" + dependencies("^1.2") + "    alias: store\n",
                "shop/values.yaml",
                "store: {size: 3}\n",
                "shop/Chart.lock",
                lock);
    }

    @Test
    void what_is_pinned_is_fetched_and_named_with_its_digest() {
        FileTree tree = chart(dependencies("1.2.3"));

        RenderedManifests rendering =
                renderer().render(tree, ManifestSource.at("shop"), new HelmRelease("shop", "staging"));

        assertThat(rendering.manifests()).singleElement().satisfies(manifest -> {
            assertThat(manifest.name()).isEqualTo("shop-store");
            assertThat(manifest.content().at("/data/size").asText()).isEqualTo("3");
        });
        assertThat(rendering.charts()).containsExactly("oci://" + host + "/team/db:1.2.3@" + digest);
        assertThat(rendering.inputs()).containsExactly("shop");
        assertThat(renderer().namedApis(tree, ManifestSource.at("shop")).orElseThrow())
                .containsExactly("widgets.example.com/v1");
    }

    @Test
    void without_a_version_that_is_pinned_nothing_is_fetched() {
        for (String lock : new String[] {"", dependencies("1.2.3").replace("/team", "/other"), "dependencies: []\n"}) {
            assertThatThrownBy(() -> renderer().render(chart(lock), "shop"))
                    .hasMessageStartingWith(
                            "shop/Chart.yaml:5: the chart 'db' is in a registry, and shop/Chart.lock pins no")
                    .isInstanceOfSatisfying(
                            GitopsException.class, e -> assertThat(e.remedy()).contains("helm dependency update shop"));
        }
        assertThatThrownBy(() -> renderer().render(chart(dependencies("^1.2")), "shop"))
                .hasMessageStartingWith(
                        "shop/Chart.yaml:5: The version '^1.2' of the chart 'db' is none that is exact");
        assertThatThrownBy(() -> renderer().render(chart(dependencies("9.9.9")), "shop"))
                .hasMessageStartingWith("shop/Chart.yaml:5: There is no chart oci://" + host + "/team/db:9.9.9");
    }

    @Test
    void very_many_charts_are_not_fetched_nor_any_where_none_can_be_put() {
        String many = dependencies("1.2.3")
                + IntStream.range(0, 50)
                        .mapToObj(
                                i -> "  - {name: db" + i + ", version: 1.2.3, repository: 'oci://" + host + "/team'}\n")
                        .collect(Collectors.joining());
        FileTree hostile = TestTrees.of(
                "shop/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n" + many, "shop/Chart.lock", many);
        assertThatThrownBy(() -> renderer().render(hostile, "shop"))
                .hasMessageContaining("more than 50 charts are to be fetched");

        FileTree blocked =
                chart(dependencies("1.2.3")).with(Map.of("shop/charts", "a file\n".getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(() -> renderer().render(blocked, "shop")).hasMessageContaining("is no directory");
        assertThat(cache).isEmptyDirectory();
    }

    @Test
    void where_no_registry_is_configured_the_message_says_so() {
        assertThatThrownBy(() -> RealHelm.renderer().render(chart(dependencies("1.2.3")), "shop"))
                .hasMessageContaining("is in a registry that is not configured here");
    }

    @Test
    void a_chart_in_the_repository_is_taken_before_one_in_a_registry() {
        FileTree tree = chart("")
                .with(Map.of(
                        "shop/charts/db/Chart.yaml",
                        "apiVersion: v2\nname: db\nversion: 1.3.0\n".getBytes(StandardCharsets.UTF_8),
                        "shop/charts/db/templates/a.yaml",
                        "kind: ConfigMap\napiVersion: v1\nmetadata: {name: own}\n".getBytes(StandardCharsets.UTF_8)));

        RenderedManifests rendering = RealHelm.renderer().render(tree, "shop");

        assertThat(rendering.manifests()).extracting(Manifest::name).containsExactly("own");
        assertThat(rendering.charts()).isEmpty();
    }
}
