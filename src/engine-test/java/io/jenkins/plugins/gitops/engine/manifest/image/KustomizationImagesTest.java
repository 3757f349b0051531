package io.jenkins.plugins.gitops.engine.manifest.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TestTrees;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KustomizationImagesTest {

    private static final String FILE = "k/kustomization.yaml";
    private static final String RESOURCES = "resources: [pod.yaml]\n";
    private static final String POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"
            + "spec: {containers: [{name: a, image: nginx:1}, {name: b, image: 'registry.example/shop:1'}]}\n";
    private static final String D = TestTrees.DIGEST;

    private static FileTree tree(String kustomization) {
        return TestTrees.of(FILE, kustomization, "k/pod.yaml", POD);
    }

    private static String set(String kustomization, String... images) {
        FileTree tree = tree(kustomization);
        ImageEdits edits = ImageEditor.set(
                tree, "k", Arrays.stream(images).map(TestTrees::image).toList());
        FileTree after = tree.with(edits.files());
        // Whatever was done: doing it again does nothing, and images are all that differs.
        assertThat(ImageEditor.set(
                                after,
                                "k",
                                Arrays.stream(images).map(TestTrees::image).toList())
                        .files())
                .isEmpty();
        assertThat(edits.files().keySet()).isSubsetOf(FILE);
        return TestTrees.text(after, FILE);
    }

    @Test
    void a_digest_is_set_in_place() {
        String before = RESOURCES + "images:\n- digest: '" + TestTrees.OTHER_DIGEST + "' # pinned\n  name: nginx\n";
        assertThat(set(before, "nginx")).isEqualTo(before.replace(TestTrees.OTHER_DIGEST, D));
    }

    @Test
    void a_tag_becomes_a_digest_in_its_line() {
        String before = RESOURCES + "images:\n- name: nginx\n  newTag: \"1.26\" # tag\nnamePrefix: a-\n";
        assertThat(set(before, "nginx")).isEqualTo(before.replace("newTag: \"1.26\"", "digest: \"" + D + "\""));
        String flow = RESOURCES + "images: [{name: nginx, newTag: 1.26}]\n";
        assertThat(set(flow, "nginx")).isEqualTo(flow.replace("newTag: 1.26", "digest: " + D));
    }

    @Test
    void a_tag_beside_a_digest_becomes_empty_because_versions_of_kustomize_differ_about_both() {
        String before = RESOURCES + "images:\n- name: nginx\n  newTag: v1\n  digest: " + TestTrees.OTHER_DIGEST + "\n";
        assertThat(set(before, "nginx"))
                .isEqualTo(before.replace(TestTrees.OTHER_DIGEST, D).replace("newTag: v1", "newTag: \"\""));
    }

    @Test
    void an_entry_with_neither_gets_a_digest_behind_its_name() {
        assertThat(set(RESOURCES + "images:\r\n  -   name: x # note\r\n      newName: web\r\n", "web"))
                .endsWith("newName: web\r\n      digest: " + D + "\r\n");
        assertThat(set(RESOURCES + "images: [ {name: nginx} ]", "nginx"))
                .endsWith("images: [ {name: nginx, digest: " + D + "} ]");
        assertThat(set("{\"resources\": [\"pod.yaml\"], \"images\": [{\"name\": \"nginx\"}]}", "nginx"))
                .endsWith("[{\"name\": \"nginx\", \"digest\": \"" + D + "\"}]}");
    }

    @Test
    void an_entry_is_found_by_the_name_that_it_gives() {
        String before = RESOURCES + "images:\n- name: nginx\n  newName: registry.example/web\n  newTag: v1\n";
        assertThat(set(before, "registry.example/web")).isEqualTo(before.replace("newTag: v1", "digest: " + D));
        assertThatThrownBy(() -> set(before, "nginx"))
                .hasMessageContaining(FILE + ":3: 'nginx' is replaced by 'registry.example/web'");
    }

    @Test
    void a_missing_entry_is_added_in_the_file_s_own_style() {
        String entry = "- name: nginx\n%sdigest: " + D + "\n";
        assertThat(set("resources:\n- pod.yaml\n", "nginx"))
                .isEqualTo("resources:\n- pod.yaml\nimages:\n" + entry.formatted("  "));
        assertThat(set("resources:\n  - pod.yaml\n\n# end\n", "nginx"))
                .isEqualTo("resources:\n  - pod.yaml\n\n# end\nimages:\n  " + entry.formatted("    "));
        assertThat(set(RESOURCES + "images:\n  - name: x\n    newTag: y # z\n\nnamePrefix: a-\n", "nginx"))
                .isEqualTo(RESOURCES + "images:\n  - name: x\n    newTag: y # z\n  " + entry.formatted("    ")
                        + "\nnamePrefix: a-\n");
        assertThat(set(RESOURCES + "images:\nnamePrefix: a-\n", "nginx"))
                .isEqualTo(RESOURCES + "images:\n" + entry.formatted("  ") + "namePrefix: a-\n");
        assertThat(set("resources: [pod.yaml]\r\nnamePrefix: a-", "nginx"))
                .isEqualTo("resources: [pod.yaml]\r\nnamePrefix: a-\r\nimages:\r\n- name: nginx\r\n  digest: " + D);
    }

    @Test
    void a_missing_entry_is_added_in_flow_style_and_json_too() {
        String entry = "{name: nginx, digest: " + D + "}";
        assertThat(set(RESOURCES + "images: []\n", "nginx")).isEqualTo(RESOURCES + "images: [" + entry + "]\n");
        assertThat(set(RESOURCES + "images: ~\n", "nginx")).contains("nginx", D);
        assertThat(set(RESOURCES + "images: [{name: x, newTag: y} ]\n", "nginx"))
                .isEqualTo(RESOURCES + "images: [{name: x, newTag: y}, " + entry + " ]\n");
        assertThat(set(RESOURCES + "images: [{name: x, newTag: y},]\n", "nginx"))
                .isEqualTo(RESOURCES + "images: [{name: x, newTag: y}, " + entry + "]\n");
        assertThat(set("{\n  \"resources\": [\"pod.yaml\"]\n}\n", "nginx"))
                .isEqualTo("{\n  \"resources\": [\"pod.yaml\"], \"images\": [{\"name\": \"nginx\", \"digest\": \"" + D
                        + "\"}]\n}\n");
    }

    @Test
    void several_entries_are_added_and_changed_at_once() {
        assertThat(set(RESOURCES + "images:\n- name: nginx\n", "nginx", "registry.example/shop"))
                .isEqualTo(RESOURCES + "images:\n- name: nginx\n  digest: " + D
                        + "\n- name: registry.example/shop\n  digest: " + D + "\n");
    }

    @Test
    void a_block_scalar_at_the_end_does_not_swallow_the_entry() {
        String before = "resources: [pod.yaml]\npatches:\n- patch: |-\n    a: b\n    c: d";
        assertThat(set(before, "nginx")).contains("images:\n").contains("    c: d");
        assertThat(set(before.replace("|-", "|"), "nginx")).endsWith("    c: d").contains("images:\n");
    }

    @Test
    void the_image_of_a_base_is_pinned_in_the_overlay_under_the_name_that_arrives() {
        FileTree tree = TestTrees.of(
                "base/kustomization.yaml",
                "resources: [pod.yaml]\nimages: [{name: nginx, newName: mirror.example/nginx}]\n",
                "base/pod.yaml",
                POD,
                "over/kustomization.yml",
                "resources: [../base]\n");
        ImageEdits edits = ImageEditor.set(tree, "over", List.of(TestTrees.image("mirror.example/nginx")));
        assertThat(edits.files()).containsOnlyKeys("over/kustomization.yml");
        assertThat(edits.changes())
                .containsExactly(new ImageChange(
                        new FileLocation("over/kustomization.yml", 4),
                        "mirror.example/nginx:1",
                        "mirror.example/nginx@" + D));
        assertThat(ImageEditor.current(tree.with(edits.files()), "over"))
                .map(ImageReference::toString)
                .containsExactly("mirror.example/nginx@" + D, "registry.example/shop:1");
    }

    @Test
    void long_and_short_names_are_one_image_but_two_entries() {
        FileTree tree = TestTrees.of(
                FILE,
                RESOURCES + "images:\n- name: nginx\n",
                "k/pod.yaml",
                POD.replace("registry.example/shop", "docker.io/nginx"));
        ImageEdits edits = ImageEditor.set(tree, "k", List.of(TestTrees.image("nginx")));
        assertThat(edits.changes()).map(ImageChange::after).containsExactly("nginx@" + D, "docker.io/nginx@" + D);
    }

    @Test
    void the_image_that_a_patch_brings_is_found_too() {
        FileTree tree = TestTrees.of(
                FILE,
                RESOURCES + "patches:\n- target: {kind: Pod}\n  patch: |-\n    - op: replace\n"
                        + "      path: /spec/containers/0/image\n      value: registry.example/web:2\n",
                "k/pod.yaml",
                POD);
        ImageEdits edits = ImageEditor.set(tree, "k", List.of(TestTrees.image("registry.example/web")));
        assertThat(TestTrees.text(tree.with(edits.files()), FILE))
                .endsWith("images:\n- name: registry.example/web\n  digest: " + D + "\n");
    }

    @Test
    void what_cannot_be_edited_in_place_is_refused() {
        assertThatThrownBy(() -> set(RESOURCES + "x: &t v1\nimages: [{name: nginx, newTag: *t}]\n", "nginx"))
                .hasMessageContaining(FILE + ":3")
                .hasMessageContaining("the value is an alias");
        assertThatThrownBy(() -> set(RESOURCES + "images:\n- name: nginx\n  digest:\n", "nginx"))
                .hasMessageContaining(FILE + ":4")
                .hasMessageContaining("the value is empty");
        assertThatThrownBy(() -> set(RESOURCES + "images: [&a {name: nginx, newTag: v1}]\nx: *a\n", "nginx"))
                .hasMessageContaining("something else would change");
        assertThatThrownBy(() -> set(RESOURCES, "other"))
                .hasMessageContaining("the images there are nginx:1, registry.example/shop:1");
    }

    @Test
    void two_versions_differ_in_images_alone_when_they_are_equal_without_them() {
        for (String entry : List.of(
                "newTag: '1'",
                "digest: " + TestTrees.OTHER_DIGEST,
                "newTag: v1\n  digest: " + TestTrees.OTHER_DIGEST)) {
            String before = RESOURCES + "images:\n- name: nginx\n  " + entry + "\n";
            byte[] after = set(before, "nginx").getBytes(StandardCharsets.UTF_8);
            assertThat(ImageEditor.withoutImages(FILE, after))
                    .isEqualTo(ImageEditor.withoutImages(FILE, before.getBytes(StandardCharsets.UTF_8)));
            assertThat(ImageEditor.withoutImages(FILE, after))
                    .isNotEqualTo(ImageEditor.withoutImages(
                            FILE, before.replace("pod.yaml", "job.yaml").getBytes(StandardCharsets.UTF_8)));
        }
    }
}
