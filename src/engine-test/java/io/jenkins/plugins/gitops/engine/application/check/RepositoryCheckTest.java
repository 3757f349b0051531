package io.jenkins.plugins.gitops.engine.application.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.application.ApplicationFile;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestRenderer;
import io.jenkins.plugins.gitops.engine.manifest.tree.DiskTree;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found in a repository without a cluster; the document of kinds and fields is that of a real API server. */
class RepositoryCheckTest {

    private static final String SHOP =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: shop}
            spec:
              replicas: 2
              selector: {matchLabels: {app: shop}}
              template:
                metadata: {labels: {app: shop}}
                spec:
                  containers:
                    - name: shop
                      image: registry.example/shop:1.2
                      resources: {limits: {cpu: 1, memory: 64Mi}}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: shop}
            spec:
              selector: {app: shop}
              ports: [{port: 80, targetPort: http}]
            """;

    private static OpenApiSchema schema;

    @TempDir
    private Path folder;

    @BeforeAll
    static void the_document_of_a_server() {
        schema = OpenApiSchema.parse(
                "openapi.json",
                ControlPlane.shared()
                        .kubectl("default", "get", "--raw", "/openapi/v2")
                        .succeeded()
                        .getBytes(StandardCharsets.UTF_8));
    }

    private void write(String path, String text) throws IOException {
        Files.createDirectories(folder.resolve(path).getParent());
        Files.writeString(folder.resolve(path), text);
    }

    private List<CheckedTarget> check(String file) {
        return new RepositoryCheck(
                        ApplicationFile.parse("gitops.yaml", "", file.getBytes(StandardCharsets.UTF_8)),
                        DiskTree.of(folder),
                        new ManifestRenderer(),
                        Optional.of(schema))
                .run(environment -> true);
    }

    private List<String> problems(String manifest) throws IOException {
        write("k8s/all.yaml", manifest);
        return check("version: 1\napplications: {shop: {manifests: k8s}}\nenvironments: {staging: {}}\n")
                .get(0)
                .problems();
    }

    @Test
    void shows_objects_and_images_of_each_environment() throws IOException {
        write("k8s/staging/shop.yaml", SHOP);
        write("k8s/production/shop.yaml", SHOP.replace("1.2", "1.1"));
        List<CheckedTarget> targets = check(
                """
                version: 1
                applications: {shop: {manifests: "k8s/{environment}"}}
                environments: {staging: {namespace: a}, production: {namespace: b}}
                """);
        assertThat(targets).extracting(CheckedTarget::environment).containsExactly("staging", "production");
        assertThat(targets).extracting(CheckedTarget::problems).containsOnly(List.of());
        assertThat(targets.get(0).objects()).hasToString("{Deployment.apps=1, Service=1}");
        assertThat(targets.get(0).images()).containsExactly("registry.example/shop:1.2");
        assertThat(targets.get(1).images()).containsExactly("registry.example/shop:1.1");
    }

    @Test
    void an_object_of_two_deliveries_is_wrong() throws IOException {
        write("k8s/shop.yaml", SHOP);
        write("cart/shop.yaml", SHOP);
        List<CheckedTarget> targets = check(
                """
                version: 1
                applications: {shop: {manifests: k8s}, cart: {manifests: cart}}
                environments: {staging: {namespace: a}}
                """);
        assertThat(targets.get(0).problems()).isEmpty();
        assertThat(targets.get(1).problems())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("cart/shop.yaml:1: Deployment.apps/a/shop is delivered by 'shop in staging' as well");
    }

    @Test
    void two_environments_in_one_namespace_share_their_objects() throws IOException {
        write("k8s/shop.yaml", SHOP);
        String file = "version: 1\napplications: {shop: {manifests: k8s}}\nenvironments: {a: {}, b: {%s}}\n";
        assertThat(check(file.formatted("")).get(1).problems()).isNotEmpty();
        assertThat(check(file.formatted("context: other")).get(1).problems()).isEmpty();
    }

    @Test
    void kinds_and_fields_are_compared_with_the_version() throws IOException {
        assertThat(problems(SHOP.replace("replicas: 2", "replica: 2")))
                .containsExactly(
                        "k8s/all.yaml:1: Deployment/shop: spec.replica is not known. Did you mean 'replicas'?");
        assertThat(problems(SHOP.replace("replicas: 2", "replicas: two")))
                .containsExactly("k8s/all.yaml:1: Deployment/shop: spec.replicas has to be of type integer");
        assertThat(problems(SHOP.replace("image: registry", "imgae: registry")))
                .contains("k8s/all.yaml:1: Deployment/shop: spec.template.spec.containers[0].imgae is not known."
                        + " Did you mean 'image'?");
        assertThat(problems(SHOP.replace("  selector: {matchLabels: {app: shop}}\n", "")))
                .containsExactly("k8s/all.yaml:1: Deployment/shop: spec.selector is missing");
        assertThat(problems(SHOP.replace("kind: Deployment", "kind: Deploymnet")))
                .containsExactly("k8s/all.yaml:1: Deploymnet/shop: the kind 'apps/v1 Deploymnet' is not known."
                        + " Did you mean 'apps/v1 Deployment'?");
    }

    @Test
    void what_a_delivery_would_refuse_is_told_with_file_and_line() throws IOException {
        assertThat(problems("a: [\n")).singleElement().asString().startsWith("k8s/all.yaml:2: not valid YAML");
        assertThat(check("version: 1\napplications: {shop: {}}\nenvironments: {staging: {}}\n")
                        .get(0)
                        .problems())
                .containsExactly("gitops.yaml: 'shop' has no manifests in 'staging'. Write 'manifests: FOLDER'");
    }

    @Test
    void values_that_sops_encrypted_are_wrong_with_file_line_and_field() throws IOException {
        String secret =
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: db}
                stringData: {user: shop, password: 'ENC[AES256_GCM,data:aGVsbG8=,iv:AA==,tag:BB==,type:str]'}
                """;

        assertThat(problems("# for the shop\n" + secret))
                .containsExactly("k8s/all.yaml:2: Secret db: stringData.password is a value that SOPS encrypted, and a"
                        + " delivery decrypts none; keep such files out of the manifests and decrypt them in a stage"
                        + " before, or use Sealed Secrets or External Secrets");
        assertThat(problems(secret.replace("ENC[", "ENC("))).isEmpty();
    }

    @Test
    void a_file_that_is_no_such_document_is_refused() {
        assertThatThrownBy(
                        () -> OpenApiSchema.parse("x.json", "{\"definitions\": {}}".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("x.json is no OpenAPI document of Kubernetes");
    }
}
