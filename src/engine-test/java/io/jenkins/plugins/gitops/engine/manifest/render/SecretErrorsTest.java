package io.jenkins.plugins.gitops.engine.manifest.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.program.SandboxedProgram;
import io.jenkins.plugins.gitops.engine.manifest.program.SearchPath;
import io.jenkins.plugins.gitops.engine.manifest.tree.TestTrees;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes in what is a Secret, or makes one: no message quotes a value. With the real kustomize. */
class SecretErrorsTest {

    private static final String VALUE = "hunter22";
    private static final String SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n";

    private static String error(String... pathsAndContents) {
        try {
            new ManifestRenderer().render(TestTrees.of(pathsAndContents), "k");
            return "";
        } catch (GitopsException e) {
            StringBuilder all = new StringBuilder(e.remedy());
            for (Throwable each = e; each != null; each = each.getCause()) {
                all.append('\n').append(each.getMessage());
            }
            return all.toString();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "literals: ['password:hunter22']",
                "literals: [password:hunter22]",
                "literals: [hunter22]",
                "literals: ['=hunter22']",
                "literals: [password: hunter22]",
                "literals: [password=*hunter22, *hunter22]",
                "literals: [!hunter22]",
                "literals: [!!hunter22 a]",
                "literals: {password: hunter22}",
                "files: [hunter22]",
                "files: [password=hunter22]",
                "files: [password=http://hunter22]",
                "files: [password=../../hunter22]",
                "envs: [hunter22]",
                "env: /hunter22",
                "type: [hunter22]"
            })
    void of_a_generator(String entry) {
        assertThat(error("k/kustomization.yaml", "secretGenerator:\n- name: s\n  " + entry + "\n"))
                .isNotEmpty()
                .doesNotContain(VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: hunter22",
                "stringData: hunter22",
                "data: {a: {hunter22: b}}",
                "data: {a: [hunter22]}",
                "stringData: {password: *hunter22}",
                "stringData: {password: !hunter22}",
                "stringData: {password: !hunter22!a b}",
                "stringData: {password: !!hunter22}",
                "stringData: {password: \"\\xhunter22\"}",
                "stringData: {password: @hunter22}",
                "stringData: {password: %hunter22}",
                "stringData: {password: 'hunter22}",
                "stringData:\n  password: hunter22\n a: b"
            })
    void of_a_secret_in_a_kustomization_and_as_it_is(String data) {
        String patch = "patches:\n- target: {kind: Secret}\n  patch: |\n" + "    " + SECRET.replace("\n", "\n    ")
                + "data: {a: b}\n    stringData: {password: b}\n";

        assertThat(error("k/kustomization.yaml", "resources: [s.yaml]\n" + patch, "k/s.yaml", SECRET + data + "\n"))
                .doesNotContain(VALUE);
        assertThat(error("k/s.yaml", SECRET + data + "\n")).doesNotContain(VALUE);
    }

    @Test
    void of_a_node_that_kustomize_shows_with_its_contents() {
        assertThat(error(
                        "k/kustomization.yaml",
                        "resources: [s.yaml]\npatches: [{path: p.yaml}]\n",
                        "k/s.yaml",
                        SECRET + "data: {a: b}\n",
                        "k/p.yaml",
                        SECRET + "data: hunter22\n"))
                .contains("kustomize could not build k: its message is withheld, as it may quote a Secret's values")
                .doesNotContain(VALUE);
    }

    @Test
    void what_it_names_is_still_told() {
        assertThat(error(
                        "k/kustomization.yaml",
                        "resources: [s.yaml, c.yaml]\n",
                        "k/s.yaml",
                        SECRET,
                        "k/c.yaml",
                        "apiVersion: v1\nkind: ConfigMap\ndata: {password: hunter22}\n"))
                .contains("it names c.yaml")
                .doesNotContain(VALUE);
    }

    @Test
    void of_a_chart(@TempDir Path bin) throws IOException {
        Path command = bin.resolve("helm");
        Files.writeString(
                command,
                "#!/bin/sh\n[ \"$2\" = --help ] && echo --skip-schema-validation && exit\n"
                        + "echo \"Error: shop/templates/s.yaml:3:7: bad hunter22\" >&2; exit 1\n");
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
        SearchPath path = new SearchPath(bin + File.pathSeparator + System.getenv("PATH"));
        ManifestRenderer renderer = new ManifestRenderer(new SandboxedProgram(path));

        for (String[] secret :
                new String[][] {{"k/templates/s.yaml", SECRET}, {"k/charts/a.tgz", ""}, {"k/s.yaml", "kind: \"Secret\""}
                }) {
            assertThatThrownBy(() ->
                            renderer.render(TestTrees.of("k/Chart.yaml", "name: shop\n", secret[0], secret[1]), "k"))
                    .message()
                    .startsWith("helm could not render k: its message is withheld")
                    .doesNotContain(VALUE);
        }
        assertThatThrownBy(() -> renderer.render(
                        TestTrees.of("k/Chart.yaml", "name: shop\n", "k/templates/s.yaml", "kind: ConfigMap"), "k"))
                .hasMessageContaining("bad hunter22");
    }

    @Test
    void what_a_program_rendered_is_not_quoted_either(@TempDir Path bin) throws IOException {
        Path command = bin.resolve("kustomize");
        Files.writeString(
                command,
                "#!/bin/sh\nprintf 'kind: Secret\\napiVersion: v1\\nmetadata: {name: a}\\nstringData: {a: !hunter22}\\n'\n"
                        + "printf '%s\\n' '---' 'b: *hunter22'\n");
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
        SearchPath path = new SearchPath(bin + File.pathSeparator + System.getenv("PATH"));

        assertThatThrownBy(() -> new ManifestRenderer(new SandboxedProgram(path))
                        .render(TestTrees.of("k/kustomization.yaml", "namePrefix: a-\n"), "k"))
                .hasMessageContaining("kustomize output of k:")
                .message()
                .doesNotContain(VALUE);
    }
}
