package io.jenkins.plugins.gitops.engine.manifest.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.program.SandboxedProgram;
import io.jenkins.plugins.gitops.engine.manifest.program.SearchPath;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TestTrees;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainManifestsTest {

    private static final String CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\n";

    /** It finds no kustomize, since plain manifests need none. */
    private final ManifestRenderer renderer = new ManifestRenderer(new SandboxedProgram(new SearchPath("")));

    @Test
    void reads_all_documents_and_list_items_with_their_own_lines() {
        RenderedManifests rendering = renderer.render(TestTrees.fixture("plain"), "");
        assertThat(rendering.manifests())
                .map(Manifest::toString)
                .containsExactly(
                        "ConfigMap/shop (10-config.yaml:2)",
                        "Service/shop (10-config.yaml:12)",
                        "Job/migrate (nested/job.json:1)",
                        "ServiceAccount/shop (nested/list.yml:4)",
                        "Secret/shop (nested/list.yml:8)");
        assertThat(rendering.inputs()).containsExactly("");
    }

    @Test
    void takes_one_file_and_paths_as_people_write_them() {
        FileTree tree = TestTrees.fixture("");
        assertThat(renderer.render(tree, "./plain//nested/list.yml").manifests())
                .hasSize(2);
        assertThat(renderer.render(tree, "plain/nested/").manifests()).hasSize(3);
        assertThatThrownBy(() -> renderer.render(tree, "../plain")).hasMessageContaining("not inside the repository");
        assertThatThrownBy(() -> renderer.render(tree, "/etc")).hasMessageContaining("not inside the repository");
    }

    @Test
    void tells_everything_that_is_wrong_at_once_with_file_and_line() {
        assertThatThrownBy(() -> renderer.render(TestTrees.fixture(""), "broken"))
                .isInstanceOf(GitopsException.class)
                .hasMessageContaining("6 problems in broken")
                .hasMessageContaining("broken/a.yaml:1: not a Kubernetes object")
                .hasMessageContaining("broken/b.yaml:1: ConfigMap has generateName")
                .hasMessageContaining("broken/b.yaml:6: ConfigMap has no metadata.name, or one that is no string")
                .hasMessageContaining("broken/b.yaml:16: ConfigMap/twice is written a second time; the first is at "
                        + "broken/b.yaml:11")
                .hasMessageContaining("broken/c.yaml:5: the key 'name' is written twice")
                .hasMessageContaining("broken/d.yaml:3: not valid YAML: while parsing a flow node");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "apiVersion: 1  | kind: ConfigMap | apiVersion must be a text, and is 1",
                "apiVersion: v1 | kind: 3         | kind must be a text, and is 3",
                "apiVersion: v1 | kind: yes       | kind must be a text, and is true",
                "apiVersion: v1 | kind: [A]       | kind must be a text, and is a list",
                "apiVersion: v1 | kind: {a: b}    | kind must be a text, and is a mapping",
                "apiVersion: v1 | kind:           | kind must be a text, and is empty",
                "apiVersion: '' | kind: ConfigMap | apiVersion must be a text, and is empty",
            })
    void a_kind_or_version_that_is_no_text_is_one_problem_at_its_place(String version, String kind, String problem) {
        String file = CONFIG_MAP.formatted("a") + "---\n" + version + "\n" + kind + "\nmetadata: {name: b}\n";

        assertThatThrownBy(() -> renderer.render(TestTrees.of("k8s/a.yaml", file), "k8s"))
                .isInstanceOf(GitopsException.class)
                .hasMessage("k8s/a.yaml:5: " + problem);
    }

    @Test
    void shows_no_more_problems_than_a_person_reads() {
        String documents =
                IntStream.range(0, 30).mapToObj(i -> "a: " + i + "\n").collect(Collectors.joining("---\n"));
        assertThatThrownBy(() -> renderer.render(TestTrees.of("k8s/a.yaml", documents), "k8s"))
                .hasMessageContaining("30 problems")
                .hasMessageContaining("and 10 more");
    }

    @Test
    void says_what_was_looked_for_when_nothing_is_there() {
        assertThatThrownBy(() -> renderer.render(TestTrees.of("k8s/notes.txt", ""), "k8s"))
                .hasMessage("No manifests: k8s holds no file ending in .yaml, .yml, .json");
        assertThatThrownBy(() -> renderer.render(TestTrees.of("k8s/a.yaml", ""), "k9s"))
                .hasMessage("No manifests: k9s does not exist");
        assertThatThrownBy(() -> renderer.render(TestTrees.of("k8s/a.yaml", "# later\n"), "k8s"))
                .hasMessage("No manifests: k8s holds no Kubernetes object");
    }

    @Test
    void points_at_a_kustomization_below_a_plain_directory() {
        assertThatThrownBy(() -> renderer.render(TestTrees.of("k8s/a/kustomization.yaml", ""), "k8s"))
                .hasMessageContaining("k8s/a/kustomization.yaml: a kustomization below k8s");
    }

    @Test
    void the_same_objects_have_the_same_digest_however_they_are_written() {
        String block = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a # first\ndata: {x: \"1\", z: 'on'}\n";
        String json = "{\"data\": {\"z\": \"on\", \"x\": \"1\"}, \"kind\": \"ConfigMap\", \"apiVersion\": \"v1\","
                + " \"metadata\": {\"name\": \"a\"}}";
        String digest = renderer.render(TestTrees.of("a.yaml", block), "").digest();
        assertThat(digest).matches("sha256:[0-9a-f]{64}");
        assertThat(renderer.render(TestTrees.of("b.json", json), "").digest()).isEqualTo(digest);
        assertThat(renderer.render(TestTrees.of("a.yaml", block.replace("'on'", "'off'")), "")
                        .digest())
                .isNotEqualTo(digest);
    }

    @Test
    void the_same_name_in_two_namespaces_is_two_objects() {
        String other = CONFIG_MAP.formatted("a, namespace: b");
        assertThat(renderer.render(TestTrees.of("a.yaml", CONFIG_MAP.formatted("a"), "b.yaml", other), "")
                        .manifests())
                .hasSize(2);
    }
}
