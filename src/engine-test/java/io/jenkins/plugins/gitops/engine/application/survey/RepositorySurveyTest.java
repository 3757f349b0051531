package io.jenkins.plugins.gitops.engine.application.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.application.ApplicationFile;
import io.jenkins.plugins.gitops.engine.manifest.tree.DiskTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found in repositories of different build, and the files that are written for them. */
class RepositorySurveyTest {

    private static final String POD =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: %1$s}
            spec: {containers: [{name: %1$s, image: "registry.example/team/%1$s:1"}]}
            """;

    @TempDir
    private Path folder;

    private void write(String path, String text) throws IOException {
        Files.createDirectories(folder.resolve(path).getParent());
        Files.writeString(folder.resolve(path), text);
    }

    private List<FoundApplication> found() {
        return RepositorySurvey.of(DiskTree.of(folder), "My_Shop");
    }

    private String lines() {
        return found().stream()
                .map(each -> each.name() + " " + each.manifests() + " " + each.environments() + " " + each.images())
                .collect(Collectors.joining("\n"));
    }

    @Test
    void overlays_are_environments_and_their_base_is_none() throws IOException {
        write("k8s/base/kustomization.yaml", "resources: [pod.yaml]");
        write("k8s/base/pod.yaml", POD.formatted("shop"));
        write("k8s/overlays/staging/kustomization.yaml", "namespace: shop-test\nresources: [../../base]");
        write("k8s/overlays/eu-west/kustomization.yaml", "resources: [../../base]");
        write("Dockerfile", "FROM scratch");
        assertThat(lines())
                .isEqualTo("shop k8s/overlays/{environment} [eu-west, staging] [registry.example/team/shop]");
        StarterFiles files = new StarterFiles(found(), List.of("staging"));
        assertThat(files.gitopsYaml())
                .endsWith(
                        """
                        version: 1
                        applications:
                          shop:
                            manifests: "k8s/overlays/{environment}"
                        environments:
                          eu-west:
                            namespace: shop-eu-west
                          staging:
                            namespace: shop-test
                        """);
    }

    @Test
    void charts_plain_manifests_and_dockerfiles_of_a_monorepo() throws IOException {
        write("services/cart/Dockerfile", "FROM scratch");
        write("services/cart/deploy/pod.yaml", POD.formatted("cart"));
        write("charts/web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0");
        write("charts/web/values.yaml", "image: {repository: registry.example/web, tag: '1'}");
        write("charts/web/values-prod.yaml", "replicas: 3");
        write("charts/web/values-dev.yaml", "replicas: 1");
        write("charts/web/templates/pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: {{ .Release.Name }}}\n");
        write("charts/web/charts/db/Chart.yaml", "apiVersion: v2\nname: db\nversion: 1.0.0");
        write("node_modules/x/k8s/pod.yaml", POD.formatted("none"));
        write("docker-compose.yml", "services: {shop: {image: shop}}");
        assertThat(lines())
                .isEqualTo(
                        """
                        web charts/web [dev, prod] [registry.example/web]
                        cart services/cart/deploy [] [registry.example/team/cart]""");
        StarterFiles files = new StarterFiles(found(), List.of("staging"));
        ApplicationFile read =
                ApplicationFile.parse("gitops.yaml", "", files.gitopsYaml().getBytes(StandardCharsets.UTF_8));
        assertThat(read.environments()).containsExactly("dev", "prod");
        assertThat(read.application("cart").path()).isEqualTo("services/cart");
        assertThat(files.gitopsYaml()).contains("values: [\"charts/web/values-{environment}.yaml\"]");
        assertThat(files.jenkinsfile().orElseThrow())
                .contains(
                        "gitopsBuild name: 'registry.example/team/cart', context: 'services/cart'",
                        "gitopsDeploy environment: 'dev', application: 'cart' }");
    }

    @Test
    void folders_named_as_environments_are_one_application() throws IOException {
        write("deploy/dev/pod.yaml", POD.formatted("shop"));
        write("deploy/production/pod.yaml", POD.formatted("shop"));
        write("deploy/monitoring/pod.yaml", POD.formatted("probe"));
        assertThat(lines())
                .isEqualTo(
                        """
                        monitoring deploy/monitoring [] [registry.example/team/probe]
                        shop deploy/{environment} [dev, production] [registry.example/team/shop]""");
    }

    /** Such as podinfo: overlays of three environments, a chart with values of a fourth, and examples with their own namespace. */
    @Test
    void what_is_not_in_all_environments_is_delivered_only_where_it_is() throws IOException {
        write("deploy/overlays/dev/kustomization.yaml", "resources: [pod.yaml]");
        write("deploy/overlays/dev/pod.yaml", POD.formatted("web"));
        write("deploy/overlays/staging/kustomization.yaml", "resources: [pod.yaml]");
        write("deploy/overlays/staging/pod.yaml", POD.formatted("web"));
        write("charts/web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0");
        write("charts/web/values.yaml", "image: {repository: registry.example/web, tag: '1'}");
        write("charts/web/values-prod.yaml", "replicas: 3");
        write("secure/pod.yaml", POD.formatted("safe").replace("{name: safe}", "{name: safe, namespace: secure}"));
        write("plain/pod.yaml", POD.formatted("plain"));
        write("charts/web/Dockerfile", "FROM scratch");

        StarterFiles files = new StarterFiles(found(), List.of("staging"));

        ApplicationFile read =
                ApplicationFile.parse("gitops.yaml", "", files.gitopsYaml().getBytes(StandardCharsets.UTF_8));
        assertThat(read.applicationsIn("dev")).containsExactly("web-2", "plain");
        assertThat(read.applicationsIn("prod")).containsExactly("web", "plain");
        assertThat(read.applicationsIn("staging")).containsExactly("web-2", "plain", "secure");
        assertThat(files.jenkinsfile().orElseThrow()).contains("gitopsDeploy environment: 'prod', application: 'web'");
    }

    @Test
    void what_names_its_namespace_is_in_all_environments_that_a_person_asks_for() throws IOException {
        write("k8s/pod.yaml", POD.formatted("safe").replace("{name: safe}", "{name: safe, namespace: secure}"));
        write("charts/web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0");
        write(
                "charts/web/templates/pod.yaml",
                POD.formatted("web").replace("{name: web}", "{name: web, namespace: \"{{ .Release.Namespace }}\"}"));

        assertThat(new StarterFiles(found(), List.of("staging", "production")).gitopsYaml())
                .doesNotContain("onlyIn");
        assertThat(found())
                .filteredOn(FoundApplication::namesNamespace)
                .extracting(FoundApplication::name)
                .containsExactly("safe");
    }

    /** Their files look like objects. */
    @Test
    void settings_of_tools_are_no_manifests() throws IOException {
        write("skaffold.yaml", "apiVersion: skaffold/v4beta6\nkind: Config\nmetadata: {name: shop}");
        write("catalog-info.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: shop}");
        write("ci/kind.yaml", "apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nmetadata: {name: ci}");
        write("k8s/pod.yaml", POD.formatted("shop"));
        assertThat(lines()).isEqualTo("shop k8s [] [registry.example/team/shop]");
    }

    @Test
    void nothing_to_deliver_is_said_with_a_way_out() throws IOException {
        write("README.md", "nothing");
        assertThatThrownBy(() -> new StarterFiles(found(), List.of("staging")))
                .hasMessageContaining("Nothing here can be delivered");
    }
}
