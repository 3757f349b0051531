package io.jenkins.plugins.gitops.engine.manifest.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.program.ChildProcess;
import io.jenkins.plugins.gitops.engine.manifest.program.SandboxedProgram;
import io.jenkins.plugins.gitops.engine.manifest.program.SearchPath;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TestTrees;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Charts, with a script in Helm's place: Helm is in no package that this project builds with, so what is shown here is
 * how it is asked, what it is given and how it is bounded, not what it renders.
 */
class HelmTest {

    private static final String OBJECT = "apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: a}\\n";
    private static final ChildProcess LIMITS = new ChildProcess(Duration.ofSeconds(60), 1024 * 1024);

    @TempDir
    private Path bin;

    private final FileTree tree = TestTrees.of(
            "deploy/shop/Chart.yaml", "name: shop\n",
            "deploy/shop/values.yaml", "a: b\n",
            "deploy/shop/values-staging.yaml", "a: c\n",
            "deploy/shop/templates/all.yaml", "{{ x }}\n",
            "deploy/other.yaml", "a: b\n");

    private RenderedManifests render(String script, String path, ChildProcess limits) throws IOException {
        return render(script, tree, path, limits);
    }

    private RenderedManifests render(String script, FileTree files) throws IOException {
        return render(script, files, "deploy/shop", LIMITS);
    }

    private RenderedManifests render(String script, FileTree files, String path, ChildProcess limits)
            throws IOException {
        Path command = bin.resolve("helm");
        Files.writeString(command, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
        return render(
                new SandboxedProgram(new SearchPath(bin + File.pathSeparator + System.getenv("PATH")), limits),
                files,
                path);
    }

    private RenderedManifests render(SandboxedProgram programs, FileTree files, String path) {
        return new ManifestRenderer(programs)
                .render(files, ManifestSource.at(path), new HelmRelease("shop", "shop-staging"));
    }

    private RenderedManifests render(String script) throws IOException {
        return render(script, "deploy/shop", LIMITS);
    }

    @Test
    void a_directory_with_a_chart_is_rendered_with_its_own_values() throws IOException {
        Path seen = bin.resolve("seen");
        RenderedManifests rendering = render("echo \"$@\" > " + seen + "; printf '" + OBJECT + "'");
        assertThat(rendering.manifests()).map(Manifest::toString).containsExactly("ConfigMap/a (deploy/shop)");
        assertThat(rendering.inputs()).containsExactly("deploy/shop");
        assertThat(Files.readString(seen).strip())
                .matches("template shop /\\S+/tree/deploy/shop --namespace shop-staging --include-crds --skip-tests");
    }

    @Test
    void the_values_of_an_environment_are_laid_over_the_chart_s_own() throws IOException {
        Path seen = bin.resolve("seen");
        render("echo \"$@\" > " + seen + "; printf '" + OBJECT + "'", "deploy/shop/values-staging.yaml", LIMITS);
        assertThat(Files.readString(seen).strip())
                .matches(".*/tree/deploy/shop .* --values /\\S+/tree/deploy/shop/values-staging\\.yaml");
    }

    @Test
    void it_is_given_the_chart_alone_and_no_environment_of_ours() throws IOException {
        Path files = bin.resolve("files");
        Path seen = bin.resolve("seen");
        render("env > " + seen + "; find . -type f > " + files + "; printf '" + OBJECT + "'");
        assertThat(Files.readAllLines(files))
                .containsExactlyInAnyOrder(
                        "./tree/deploy/shop/Chart.yaml",
                        "./tree/deploy/shop/values.yaml",
                        "./tree/deploy/shop/values-staging.yaml",
                        "./tree/deploy/shop/templates/all.yaml");
        assertThat(Files.readAllLines(seen))
                .map(line -> line.substring(0, line.indexOf('=')))
                .contains("HELM_DATA_HOME", "HELM_CONFIG_HOME", "HELM_CACHE_HOME", "KUBECONFIG", "GOMEMLIMIT")
                .isSubsetOf(
                        "HELM_DATA_HOME",
                        "HELM_CONFIG_HOME",
                        "HELM_CACHE_HOME",
                        "KUBECONFIG",
                        "GOMEMLIMIT",
                        "PATH",
                        "http_proxy",
                        "HTTP_PROXY",
                        "https_proxy",
                        "HTTPS_PROXY",
                        "all_proxy",
                        "ALL_PROXY",
                        "TMPDIR",
                        "PWD",
                        "OLDPWD",
                        "SHLVL",
                        "_");
    }

    @Test
    void it_is_bounded_in_time_output_and_memory() throws IOException {
        assertThatThrownBy(() -> render("sleep 600", "deploy/shop", new ChildProcess(Duration.ofMillis(500), 1024)))
                .hasMessageContaining("helm took longer than");
        assertThatThrownBy(() -> render("yes")).hasMessage("helm wrote more than 1 MiB");
        Path seen = bin.resolve("seen");
        render("ulimit -v > " + seen + "; printf '" + OBJECT + "'");
        assertThat(Files.readString(seen).strip()).isEqualTo("3145728");
    }

    @Test
    void its_own_error_is_shown_without_temporary_paths() {
        assertThatThrownBy(() -> render("echo \"Error: $PWD/tree/deploy/shop is no chart\" >&2; exit 1"))
                .hasMessage("helm could not render deploy/shop: Error: deploy/shop is no chart");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"$ref\": \"http://127.0.0.1:1/x.json\"}",
                "{\"properties\": {\"a\": [{\"$ref\": \"file:///etc/passwd\"}]}}",
                "{\"$schema\": \"https://x.example/schema\"}",
                "{\"$dynamicRef\": \"../../other.json\"}"
            })
    void a_schema_of_its_values_that_helm_would_fetch_is_refused(String schema) {
        FileTree chart =
                tree.with(Map.of("deploy/shop/charts/a/values.schema.json", schema.getBytes(StandardCharsets.UTF_8)));

        assertThatThrownBy(() -> new ManifestRenderer(new SandboxedProgram(new SearchPath(bin.toString())))
                        .render(chart, "deploy/shop"))
                .hasMessageStartingWith("deploy/shop/charts/a/values.schema.json: $")
                .hasMessageContaining("which Helm would read from elsewhere");
    }

    @Test
    void a_schema_that_refers_to_itself_is_left_to_helm() {
        String schema = "{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"$ref\": \"#/definitions/a\"}";
        FileTree chart = tree.with(Map.of("deploy/shop/values.schema.json", schema.getBytes(StandardCharsets.UTF_8)));

        assertThat(HelmInputs.of(chart, new HelmChart("deploy/shop", List.of())).files())
                .contains("deploy/shop/values.schema.json");
    }

    @Test
    void with_a_packed_chart_helm_is_told_to_follow_no_schema() throws IOException {
        Path seen = bin.resolve("seen");
        String script = "case \"$2\" in --help) echo '  --skip-schema-validation  if set' ;; *) echo \"$@\" >> " + seen
                + "; printf '" + OBJECT + "' ;; esac";

        render(script, withPacked(packed("a/values.schema.json\0{\"$ref\": \"file:///etc/passwd\"}")));

        assertThat(Files.readAllLines(seen))
                .hasSize(2)
                .allMatch(arguments -> arguments.startsWith("template ")
                        && arguments.endsWith(" --skip-tests --skip-schema-validation"));
    }

    @Test
    void a_helm_that_cannot_be_told_gets_no_packed_chart_with_a_schema() throws IOException {
        Path seen = bin.resolve("seen");
        String script = "case \"$2\" in --help) ;; *) echo \"$@\" >> " + seen + "; printf '" + OBJECT + "' ;; esac";

        for (String hidden : List.of("values.schema.json", "charts/b.tgz", "x".repeat(65_530) + "values.schema.json")) {
            assertThatThrownBy(() -> render(script, withPacked(packed(hidden))))
                    .isInstanceOfSatisfying(
                            GitopsException.class, e -> assertThat(e.remedy()).contains("Helm 3.16"))
                    .hasMessageContaining("deploy/shop/charts/a.tgz")
                    .hasMessageContaining("this Helm would read whatever a schema of values refers to");
        }
        assertThatThrownBy(() -> render(script, withPacked("no archive".getBytes(StandardCharsets.UTF_8))))
                .hasMessageContaining("cannot be unpacked");
        assertThatThrownBy(() -> render(script, withPacked(packed("x".repeat(70_000_000)))))
                .hasMessageContaining("has more than 67108864 bytes");
        assertThat(seen).doesNotExist();

        render(script, withPacked(packed("a/values.yaml")));
        assertThat(Files.readString(seen)).doesNotContain("schema");
    }

    private FileTree withPacked(byte[] archive) {
        return tree.with(Map.of("deploy/shop/charts/a.tgz", archive));
    }

    /** As much of an archive as is looked at. */
    private static byte[] packed(String content) throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (GZIPOutputStream zipped = new GZIPOutputStream(archive)) {
            zipped.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return archive.toByteArray();
    }

    @Test
    void without_helm_the_message_says_so() {
        assertThatThrownBy(
                        () -> render(new SandboxedProgram(new SearchPath(bin.toString()), LIMITS), tree, "deploy/shop"))
                .hasMessage("deploy/shop is a Helm chart, and 'helm' was not found on the PATH");
    }

    @Test
    void hooks_are_rendered_with_their_annotations_for_the_plan_to_judge() throws IOException {
        RenderedManifests rendering = render(
                "printf '" + OBJECT.replace("name: a", "name: a, annotations: {helm.sh/hook: pre-install}") + "'");

        assertThat(rendering.manifests()).singleElement().satisfies(manifest -> assertThat(manifest.metadata()
                        .path("annotations")
                        .path("helm.sh/hook")
                        .asText())
                .isEqualTo("pre-install"));
    }

    @Test
    void a_chart_sees_the_version_and_the_apis_of_the_cluster_that_it_is_rendered_for() throws IOException {
        Path seen = bin.resolve("seen");
        ManifestRenderer renderer = ScriptedHelm.renderer(bin, "echo \"$@\" > " + seen + "; printf '" + OBJECT + "'");

        for (String api : List.of("monitoring.coreos.com/v1", "")) {
            renderer.render(
                    tree,
                    ManifestSource.at("deploy/shop"),
                    new HelmRelease("shop", "shop-staging")
                            .in(Optional.of(KubernetesApi.of(
                                    "v1.20.2",
                                    api.isEmpty() ? List.of() : List.of(api, "networking.k8s.io/v1/Ingress")))));
            assertThat(Files.readString(seen).strip())
                    .endsWith(" --kube-version v1.20.2"
                            + (api.isEmpty() ? "" : " --api-versions " + api + ",networking.k8s.io/v1/Ingress"));
        }
    }

    @Test
    void the_apis_that_a_chart_may_ask_for_are_those_that_its_files_name_packed_ones_too() throws IOException {
        FileTree chart = withPacked(
                        packed("x".repeat(65_530) + " {{ if .Capabilities.APIVersions.Has 'cert-manager.io/v1' }}"))
                .with(Map.of(
                        "deploy/shop/templates/a.yaml",
                        "{{ if .Capabilities.APIVersions.Has \"monitoring.coreos.com/v1/ServiceMonitor\" }}\napiVersion: policy/v1\n"
                                .getBytes(StandardCharsets.UTF_8),
                        "deploy/shop/README.md",
                        "See https://charts.example.com/v1/index and registry.example/shop:v1"
                                .getBytes(StandardCharsets.UTF_8),
                        "deploy/shop/charts/broken.tgz",
                        "no archive".getBytes(StandardCharsets.UTF_8)));

        assertThat(new ManifestRenderer()
                        .namedApis(chart, ManifestSource.at("deploy/shop"))
                        .orElseThrow())
                .containsExactly("cert-manager.io/v1", "monitoring.coreos.com/v1/ServiceMonitor");
        assertThat(new ManifestRenderer().namedApis(tree, ManifestSource.at("deploy/other.yaml")))
                .isEmpty();
    }

    @Test
    void what_is_rendered_differently_each_time_is_refused() {
        Path count = bin.resolve("count");
        assertThatThrownBy(() -> render("echo x >> " + count + "; printf '" + OBJECT + "data: {n: \"'; wc -l < " + count
                        + " | tr -d '\\n'; printf '\"}\\n'"))
                .hasMessageContaining("ConfigMap/a is rendered differently each time");
    }

    @Test
    void values_beside_their_chart_are_refused_with_the_charts_that_there_are() {
        FileTree apart = tree.with(Map.of(
                "envs/values-staging.yaml", "a: d\n".getBytes(StandardCharsets.UTF_8),
                "envs/objects.values.yaml",
                        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n".getBytes(StandardCharsets.UTF_8),
                "deploy/shop/charts/db/Chart.yaml", "name: db\n".getBytes(StandardCharsets.UTF_8)));

        assertThatThrownBy(() -> new ManifestRenderer().render(apart, "envs/values-staging.yaml"))
                .hasMessage(
                        "envs/values-staging.yaml is a chart's values by its name, and no chart is in its directory or above it")
                .isInstanceOfSatisfying(
                        GitopsException.class,
                        e -> assertThat(e.remedy())
                                .startsWith(
                                        "Name the chart's directory as the manifests; charts are in deploy/shop; and this file as"));
        assertThat(new ManifestRenderer()
                        .render(apart, "envs/objects.values.yaml")
                        .manifests())
                .hasSize(1);
        assertThat(HelmChart.at(apart, "deploy/shop/values-staging.yaml")).isPresent();
    }

    @Test
    void a_kustomization_beside_a_chart_is_what_counts() {
        FileTree both = tree.with(
                Map.of("deploy/shop/kustomization.yaml", "namePrefix: a-\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(Kustomization.at(both, "deploy/shop")).contains("deploy/shop/kustomization.yaml");
        assertThat(ManifestFormat.at(both, ManifestSource.at("deploy/shop"))).isInstanceOf(KustomizationFormat.class);
        assertThat(ManifestFormat.at(tree, ManifestSource.at("deploy/shop"))).isInstanceOf(ChartFormat.class);
        assertThat(HelmChart.at(both, "deploy")).isEmpty();
    }
}
