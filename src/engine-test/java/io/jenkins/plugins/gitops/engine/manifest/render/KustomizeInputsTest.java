package io.jenkins.plugins.gitops.engine.manifest.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.program.SandboxedProgram;
import io.jenkins.plugins.gitops.engine.manifest.program.SearchPath;
import io.jenkins.plugins.gitops.engine.manifest.tree.DiskTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TestTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KustomizeInputsTest {

    private static final String FILE = "k/kustomization.yaml";

    private static KustomizeInputs inputs(FileTree tree) {
        return KustomizeInputs.of(tree, FILE);
    }

    @Test
    void are_the_files_that_are_referred_to_and_no_others() {
        KustomizeInputs inputs = KustomizeInputs.of(TestTrees.fixture("shop"), "overlay/kustomization.yaml");
        assertThat(inputs.files())
                .containsExactly(
                        "base/deployment.yaml",
                        "base/kustomization.yaml",
                        "overlay/app.properties",
                        "overlay/kustomization.yaml",
                        "overlay/replicas.yaml",
                        "overlay/sub/other.properties");
    }

    @Test
    void every_field_that_names_a_file_is_followed() {
        String kustomization =
                """
                resources: [a, ./b/../c]
                components: [../d]
                crds: [e]
                configurations: [f]
                openapi: {path: g}
                patches: [{path: h}, {patch: 'x: y', target: {kind: Pod}}]
                patchesStrategicMerge: [i, "a: b"]
                patchesJson6902: [{path: j}]
                replacements: [{path: l}, {source: {kind: Pod}}]
                configMapGenerator: [{files: [m, n=o=p], envs: [q], env: r}]
                secretGenerator: [{files: [s], envs: [t], env: u}]
                transformers: [v, "apiVersion: builtin\\nkind: PatchTransformer\\npath: w"]
                generators: [x]
                validators: [y]
                """;
        String[] files = "a,c,e,f,g,h,i,j,l,m,o=p,q,r,s,t,u,w,z1,z2,z3".split(",");
        String[] tree = new String[2 * files.length + 10];
        for (int i = 0; i < files.length; i++) {
            tree[2 * i] = "k/" + files[i];
            tree[2 * i + 1] = "";
        }
        String builtin = "apiVersion: builtin\nkind: X\n";
        String[] rest = {
            FILE,
            kustomization,
            "d/Kustomization",
            "namePrefix: a-",
            "k/v",
            builtin + "paths: [z1]",
            "k/x",
            builtin + "files: [q=z2]\n---\n" + builtin + "envs: [z3]",
            "k/y",
            builtin
        };
        System.arraycopy(rest, 0, tree, 2 * files.length, rest.length);
        assertThat(inputs(TestTrees.of(tree)).files())
                .containsExactlyInAnyOrderElementsOf(TestTrees.of(tree).list(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/a/b//c?ref=v1",
                "http://x.example/a.yaml",
                "github.com/a/b",
                "git::https://x.example/a",
                "git@github.com:a/b",
                "ssh://git@x.example/a",
                "gh:a/b",
                "file:///etc",
                "HTTPS://x.example/a.yaml"
            })
    void what_is_fetched_is_refused_before_anything_runs(String reference) {
        assertThatThrownBy(() -> inputs(TestTrees.of(FILE, "namePrefix: a-\nresources:\n- " + reference + "\n")))
                .hasMessage(FILE + ":3: '" + reference
                        + "' is fetched from another server, so the same commit could render differently");
        assertThatThrownBy(() -> inputs(TestTrees.of(
                        FILE,
                        "transformers: [t.yaml]",
                        "k/t.yaml",
                        "apiVersion: builtin\nkind: PatchTransformer\npath: " + reference + "\n")))
                .hasMessageContaining("k/t.yaml:3: '" + reference + "' is fetched");
    }

    @Test
    void everything_refused_or_missing_is_told_at_once_with_its_line() {
        String kustomization = "resources:\n- ../../etc\n- /etc/passwd\n- missing.yaml\n- folder\n"
                + "transformers: [exec.yaml]\nhelmCharts: []\nconfigMapGenerator:\n- files: [folder]\n";
        String exec =
                "apiVersion: example.com/v1\nkind: Exec\nmetadata: {annotations: {config.kubernetes.io/function: x}}\n";
        assertThatThrownBy(() -> inputs(TestTrees.of(FILE, kustomization, "k/folder/a.yaml", "", "k/exec.yaml", exec)))
                .hasMessageContaining("7 problems")
                .hasMessageContaining(FILE + ":2: '../../etc' leaves the repository")
                .hasMessageContaining(FILE + ":3: '/etc/passwd' leaves the repository")
                .hasMessageContaining(FILE + ":4: 'missing.yaml' does not exist (k/missing.yaml)")
                .hasMessageContaining(FILE + ":5: the directory 'folder' has no kustomization.yaml")
                .hasMessageContaining("k/exec.yaml:1: 'Exec' is a plugin that runs a program")
                .hasMessageContaining(FILE + ":7: 'helmCharts' runs Helm")
                .hasMessageContaining(FILE + ":9: 'folder' is a directory");
    }

    /** Nine lines that stand for a milliard of nodes. */
    private static String bomb() {
        StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            String before = "*a" + (i - 1);
            text.append("a" + i + ": &a" + i + " [" + String.join(", ", Collections.nCopies(10, before)) + "]\n");
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resources: [b.yaml]",
                "crds: [b.yaml]",
                "configurations: [b.yaml]",
                "patches: [{path: b.yaml}]",
                "patchesStrategicMerge: [b.yaml]",
                "patchesJson6902: [{path: b.yaml}]",
                "replacements: [{path: b.yaml}]",
                "configMapGenerator: [{files: [b.yaml]}]\nresources: [b.yaml]",
                "transformers: [\"apiVersion: builtin\\nkind: PatchTransformer\\npath: b.yaml\"]"
            })
    void a_file_of_many_aliases_is_refused_where_kustomize_would_follow_them(String kustomization) {
        ManifestRenderer withoutKustomize = new ManifestRenderer(new SandboxedProgram(new SearchPath("")));

        assertThatThrownBy(() ->
                        withoutKustomize.render(TestTrees.of(FILE, kustomization, "k/b.yaml", "# b\n" + bomb()), "k"))
                .isInstanceOf(GitopsException.class)
                .message()
                .matches("k/b\\.yaml:\\d: with its aliases followed, the document is too large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "patches:\n- patch: |\n",
                "patchesStrategicMerge:\n- |\n",
                "patchesJson6902:\n- patch: |\n",
                "transformers:\n- |\n    apiVersion: builtin\n    kind: PatchTransformer\n"
            })
    void many_aliases_in_the_kustomization_itself_are_refused_too(String before) {
        String indented = before.isEmpty() ? bomb() : bomb().replaceAll("(?m)^", "    ");

        assertThatThrownBy(() -> inputs(TestTrees.of(FILE, before + indented)))
                .hasMessageContaining("with its aliases followed, the document is too large");
    }

    @Test
    void what_kustomize_takes_as_it_is_or_can_read_is_not_refused() {
        FileTree tree = TestTrees.of(
                FILE,
                "resources: [few.yaml]\nconfigMapGenerator: [{files: [b.yaml]}]\n",
                "k/b.yaml",
                bomb(),
                "k/few.yaml",
                "a: &a {b: c}\nd: [*a, *a, *a]\ne: {<<: *a}\n");

        assertThat(inputs(tree).files()).contains("k/b.yaml", "k/few.yaml");
    }

    @Test
    void what_cannot_be_read_here_is_not_handed_on() {
        assertThatThrownBy(() -> inputs(TestTrees.of(
                        FILE,
                        "resources: [twice.yaml, template.yaml]\npatches: [{patch: '{{ x }}'}]\n",
                        "k/twice.yaml",
                        "a: &a 1\na: *a\n",
                        "k/template.yaml",
                        "b: {{ template }}\n")))
                .hasMessageContaining("k/twice.yaml:2: the key 'a' is written twice")
                .hasMessageContaining("k/template.yaml:1: ")
                .hasMessageContaining(FILE + ":2, in the text:1: ");
    }

    @Test
    void what_is_handed_on_is_what_was_checked_and_no_byte_of_the_repository() {
        FileTree tree = TestTrees.of(
                FILE,
                "# c\nresources: &r\n- a.yaml # c\npatches:\n- patch: |\n    # c\n    - {op: add, path: /a, value: 1}\n",
                "k/a.yaml",
                "a: &a {b: yes}\nc: {<<: *a}\n");

        FileTree checked = inputs(tree).checked();

        assertThat(TestTrees.text(checked, FILE))
                .isEqualTo("\"resources\":\n - \"a.yaml\"\n\"patches\":\n -\n  \"patch\": "
                        + "\"-\\n \\\"op\\\": \\\"add\\\"\\n \\\"path\\\": \\\"/a\\\"\\n \\\"value\\\": 1\\n\"\n");
        assertThat(TestTrees.text(checked, "k/a.yaml")).isEqualTo("\"a\":\n \"b\": yes\n\"c\":\n \"b\": yes\n");
    }

    @Test
    void symbolic_links_are_refused_wherever_they_are(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("k"));
        Files.writeString(folder.resolve(FILE), "resources: [link.yaml, dir/a.yaml]\n");
        Files.createSymbolicLink(folder.resolve("k/link.yaml"), Path.of("kustomization.yaml"));
        Files.createSymbolicLink(folder.resolve("k/dir"), Path.of("."));
        assertThatThrownBy(() -> inputs(DiskTree.of(folder)))
                .hasMessageContaining(FILE + ":1: k/link.yaml is a symbolic link")
                .hasMessageContaining(FILE + ":1: k/dir is a symbolic link");
    }

    @Test
    void bases_that_refer_to_each_other_end() {
        assertThat(inputs(TestTrees.of(FILE, "resources: [../b]", "b/kustomization.yml", "resources: [../k]"))
                        .files())
                .hasSize(2);
    }
}
