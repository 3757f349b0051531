package io.jenkins.plugins.gitops.engine.cluster.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.manifest.render.ManifestRenderer;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.render.RealHelm;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TestTrees;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Values that SOPS encrypted, in objects however they were rendered. */
class EncryptedValueCheckTest {

    private static final String VALUE =
            "ENC[AES256_GCM,data:p673w==,iv:YY=aMcFxkIKmb7Rz0PzGSTX1Z,tag:kTjq6XVvHyp8KcUFzTRnWQ==,type:str]";
    private static final String SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\n";

    private static List<String> problems(FileTree tree, String path) {
        return problems(new ManifestRenderer(), tree, path);
    }

    private static List<String> problems(ManifestRenderer renderer, FileTree tree, String path) {
        return renderer.render(tree, ManifestSource.at(path)).manifests().stream()
                .map(manifest -> EncryptedValueCheck.problem(manifest, manifest.content())
                        .map(words -> ApplyObject.problem(manifest, words)))
                .flatMap(Optional::stream)
                .toList();
    }

    private static List<String> plain(String yaml) {
        return problems(TestTrees.of("k8s/db.yaml", yaml), "k8s");
    }

    @Test
    void the_place_the_object_and_the_field_are_told_and_not_the_value() {
        assertThat(plain("# a\n---\n" + SECRET + "stringData:\n  password: " + VALUE + "\n"))
                .containsExactly("k8s/db.yaml:3: Secret db: stringData.password is a value that SOPS encrypted, and a"
                        + " delivery decrypts none; keep such files out of the manifests and decrypt them in a stage"
                        + " before, or use Sealed Secrets or External Secrets");
        assertThat(plain("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\nspec: {template: {spec:"
                        + " {containers: [{name: web}, {name: log, env: [{name: A, value: '" + VALUE + "'}]}]}}}\n"))
                .singleElement()
                .asString()
                .contains("spec.template.spec.containers[1].env[0].value is a value");
    }

    /** As SOPS writes a file: what says how it encrypted has such a value, too. */
    @Test
    void what_sops_says_of_the_file_is_named_only_where_nothing_else_is() {
        String mac = "sops: {version: 3.9.0, mac: '" + VALUE + "'}\n";
        assertThat(plain(SECRET + "stringData:\n  password: " + VALUE + "\n" + mac))
                .singleElement()
                .asString()
                .contains("Secret db: stringData.password is a value");
        assertThat(plain(SECRET + mac)).singleElement().asString().contains("Secret db: sops.mac is a value");
    }

    @Test
    void the_value_in_base64_is_one_in_data_of_a_secret_alone() {
        String encoded = Base64.getEncoder().encodeToString((VALUE + "\n").getBytes(StandardCharsets.UTF_8));

        assertThat(plain(SECRET + "data: {password: " + encoded + "}\n"))
                .singleElement()
                .asString()
                .contains("data.password is")
                .doesNotContain(encoded);
        assertThat(plain(SECRET + "data:\n  password: |\n    " + encoded.replaceAll("(.{60})", "$1\n    ") + "\n"))
                .as("in lines, as base64 writes it")
                .hasSize(1);
        assertThat(plain(SECRET.replace("Secret", "ConfigMap") + "data: {password: " + encoded + "}\n"))
                .isEmpty();
        assertThat(plain(SECRET + "data: {password: RU5DW0FFUzI1Nl9HQ00sZGF0*}\n"))
                .isEmpty();
    }

    @Test
    void a_text_about_such_values_is_none() {
        assertThat(plain(SECRET.replace("Secret", "ConfigMap")
                        + "data: {a: 'see " + VALUE + "', b: '" + VALUE + " is one', c: 'ENC[AES256_GCM,data:...]',"
                        + " d: 'ENC[PKCS7,Y22exl]', e: 'a: " + VALUE + "'}\n"))
                .isEmpty();
    }

    @Test
    void a_kind_that_is_decrypted_in_the_cluster_has_them() {
        String custom = "apiVersion: isindir.github.com/v1alpha3\nkind: SopsSecret\nmetadata: {name: db}\nspec: {a: '"
                + VALUE + "'}\n";

        assertThat(plain(custom + "sops: {version: 3.8.1}\n")).isEmpty();
        assertThat(plain(custom)).hasSize(1);
        assertThat(plain(SECRET + "stringData: {a: '" + VALUE + "'}\nsops: {version: 3.8.1}\n"))
                .hasSize(1);
    }

    @Test
    void a_patch_that_drops_the_sops_part_and_a_generator_do_not_hide_them() {
        FileTree tree = TestTrees.of(
                "k8s/kustomization.yaml",
                "resources: [db.yaml]\npatches:\n- target: {name: db}\n  patch: '[{\"op\": \"remove\", \"path\":"
                        + " \"/sops\"}]'\n"
                        + "secretGenerator: [{name: made, envs: [made.env]}]\n",
                "k8s/db.yaml",
                SECRET + "stringData: {password: '" + VALUE + "'}\nsops: {version: 3.8.1}\n",
                "k8s/made.env",
                "token=" + VALUE + "\nsops_version=3.8.1\n");

        assertThat(problems(tree, "k8s"))
                .hasSize(2)
                .anySatisfy(text -> assertThat(text).contains("k8s: Secret db: stringData.password is"))
                .anySatisfy(text -> assertThat(text).contains("Secret made-").contains("data.token is"));
    }

    @Test
    void an_encrypted_values_file_of_a_chart_does_not_either() {
        FileTree tree = TestTrees.of(
                "shop/Chart.yaml",
                "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
                "shop/values.yaml",
                "password: " + VALUE + "\nsops: {version: 3.8.1}\n",
                "shop/templates/db.yaml",
                SECRET + "stringData: {plain: {{ .Values.password | quote }}}\n"
                        + "data: {password: {{ .Values.password | b64enc }}}\n");

        assertThat(problems(RealHelm.renderer(), tree, "shop"))
                .singleElement()
                .asString()
                .contains("Secret db:", "stringData.plain, ", "data.password", "are values")
                .doesNotContain("p673w");
    }

    @Test
    void many_and_long_ones_make_a_short_text_in_a_short_time() {
        StringBuilder many = new StringBuilder(SECRET + "stringData:\n");
        for (int i = 0; i < 10_000; i++) {
            many.append("  ")
                    .append("k".repeat(100))
                    .append(i)
                    .append(": ")
                    .append(VALUE)
                    .append('\n');
        }
        Assertions.assertTimeout(Duration.ofSeconds(20), () -> assertThat(plain(many.toString()))
                .singleElement()
                .asString()
                .contains(" and 9997 more are values")
                .hasSizeLessThan(1000));
        String open = SECRET + "stringData: {a: '" + "ENC[AES256_GCM,data:,iv:".repeat(40_000) + "'}\n";
        Assertions.assertTimeout(
                Duration.ofSeconds(20), () -> assertThat(plain(open)).isEmpty());
        String deep = SECRET + "spec: " + ("{" + "k".repeat(200) + ": ").repeat(150) + "'" + VALUE + "'"
                + "}".repeat(150) + "\n";
        assertThat(plain(deep)).singleElement().asString().hasSizeLessThan(1000);
    }
}
