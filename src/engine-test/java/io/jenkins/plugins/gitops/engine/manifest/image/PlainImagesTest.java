package io.jenkins.plugins.gitops.engine.manifest.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TestTrees;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainImagesTest {

    private static final String SHOP = "registry.example/team/shop";
    private static final String PINNED = SHOP + "@" + TestTrees.DIGEST;
    private static final String POD =
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      image: ";

    private static String set(String content, String image) {
        FileTree tree = TestTrees.of("k8s/pod.yaml", content);
        ImageEdits edits = ImageEditor.set(tree, "k8s", List.of(TestTrees.image(image)));
        return TestTrees.text(tree.with(edits.files()), "k8s/pod.yaml");
    }

    @Test
    void pins_every_container_of_the_repository_and_touches_nothing_else() {
        FileTree tree = TestTrees.fixture("");
        ImageEdits edits = ImageEditor.set(tree, "images", List.of(TestTrees.image(SHOP)));
        String before = TestTrees.text(tree, "images/deployment.yaml");
        assertThat(edits.files()).containsOnlyKeys("images/deployment.yaml");
        assertThat(TestTrees.text(tree.with(edits.files()), "images/deployment.yaml"))
                .isEqualTo(before.replace("'" + SHOP + ":1.0'", "'" + PINNED + "'")
                        .replace(SHOP + ":1.0 # the shop", PINNED + " # the shop"));
        assertThat(edits.changes())
                .containsExactly(
                        new ImageChange(new FileLocation("images/deployment.yaml", 11), SHOP + ":1.0", PINNED),
                        new ImageChange(new FileLocation("images/deployment.yaml", 14), SHOP + ":1.0", PINNED));
    }

    @Test
    void keeps_the_name_as_written_and_quotes_anchors_and_tags() {
        FileTree tree = TestTrees.fixture("");
        ImageEdits edits = ImageEditor.set(tree, "images", List.of(TestTrees.image("docker.io/library/nginx")));
        assertThat(TestTrees.text(tree.with(edits.files()), "images/deployment.yaml"))
                .contains("image: \"nginx@" + TestTrees.DIGEST + "\"\n")
                .contains("image: !!str &side docker.io/library/nginx@" + TestTrees.DIGEST + "\n");
    }

    @Test
    void an_image_that_is_set_already_changes_nothing() {
        String tagged = POD + SHOP + ":1@" + TestTrees.DIGEST + "\n";
        assertThat(ImageEditor.set(TestTrees.of("k8s/pod.yaml", tagged), "k8s", List.of(TestTrees.image(SHOP))))
                .isEqualTo(new ImageEdits(new java.util.TreeMap<>(), List.of()));
    }

    @Test
    void images_of_one_repository_that_their_tags_told_apart_are_warned_of() {
        String two = POD + SHOP + ":agent-1\n    - name: b\n      image: " + SHOP + ":client-1\n";
        ImageReference image = TestTrees.image(SHOP);

        ImageEdits edits = ImageEditor.set(TestTrees.of("k8s/pod.yaml", two), "k8s", List.of(image));

        assertThat(edits.warnings())
                .containsExactly("The manifests have " + SHOP + ":agent-1 and " + SHOP
                        + ":client-1, images of one repository with different tags, and each of them becomes " + PINNED
                        + "; give images that differ a repository each");
        assertThat(ImageEditor.set(
                                TestTrees.of("k8s/pod.yaml", two.replace("client-1", "agent-1")), "k8s", List.of(image))
                        .warnings())
                .isEmpty();
        assertThat(ImageEditor.set(
                                TestTrees.of("k8s/pod.yaml", two.replace(":client-1", "@" + TestTrees.DIGEST)),
                                "k8s",
                                List.of(image))
                        .warnings())
                .isEmpty();
    }

    @Test
    void a_kustomization_warns_of_them_in_its_resources_too() {
        String two = POD + SHOP + ":agent-1\n    - name: b\n      image: " + SHOP + ":client-1\n";
        FileTree tree =
                TestTrees.of("k8s/base/pod.yaml", two, "k8s/kustomization.yaml", "resources: [base/pod.yaml]\n");

        assertThat(ImageEditor.set(tree, "k8s", List.of(TestTrees.image(SHOP))).warnings())
                .singleElement()
                .asString()
                .contains(SHOP + ":agent-1 and " + SHOP + ":client-1");
    }

    @Test
    void several_images_are_set_in_one_go() {
        FileTree tree = TestTrees.fixture("");
        ImageEdits edits = ImageEditor.set(
                tree, "images", List.of(TestTrees.image(SHOP), TestTrees.image("registry.example/team/report")));
        assertThat(edits.files()).containsOnlyKeys("images/cronjob.yaml", "images/deployment.yaml");
        assertThat(ImageEditor.current(tree.with(edits.files()), "images"))
                .map(ImageReference::toString)
                .containsExactly(
                        "registry.example/team/report@" + TestTrees.DIGEST,
                        PINNED,
                        "nginx:1.25",
                        "docker.io/library/nginx:1.25");
    }

    @Test
    void byte_order_mark_line_endings_emoji_and_further_documents_stay() {
        String before =
                "\uFEFF# 🎉 " + "\r\n" + POD.replace("\n", "\r\n") + SHOP + ":1\t# 🎉\r\n...\r\n---\r\n{a: '🎉'}";
        assertThat(set(before, SHOP)).isEqualTo(before.replace(SHOP + ":1", PINNED));
    }

    @Test
    void quotes_are_added_only_where_the_value_needs_them() {
        assertThat(set(POD + "nginx\n", "nginx")).endsWith("image: nginx@" + TestTrees.DIGEST + "\n");
        assertThat(set(POD + "'[::1]:5000/a:1'\n", "[::1]:5000/a"))
                .endsWith("'[::1]:5000/a@" + TestTrees.DIGEST + "'\n");
    }

    @Test
    void json_is_edited_too() {
        FileTree tree = TestTrees.fixture("plain");
        ImageEdits edits = ImageEditor.set(tree, "nested", List.of(TestTrees.image("shop")));
        assertThat(TestTrees.text(tree.with(edits.files()), "nested/job.json"))
                .isEqualTo(TestTrees.text(tree, "nested/job.json").replace("shop:1", "shop@" + TestTrees.DIGEST));
    }

    @Test
    void what_cannot_be_edited_in_place_is_refused_with_place_and_reason() {
        assertThatThrownBy(() -> set("x: &i " + SHOP + ":1\n" + POD + "*i\n", SHOP))
                .hasMessageContaining("k8s/pod.yaml:8")
                .hasMessageContaining("it is an alias of line 1");
        assertThatThrownBy(() -> set(POD + "|-\n        " + SHOP + ":1\n", SHOP))
                .hasMessageContaining("k8s/pod.yaml:7")
                .hasMessageContaining("block scalar");
        assertThatThrownBy(() -> set(POD + SHOP + ":$(TAG)\n", SHOP))
                .hasMessageContaining("k8s/pod.yaml:7")
                .hasMessageContaining("a template");
        assertThatThrownBy(() -> set(POD + "'" + SHOP + ":{{ tag }}'\n", SHOP)).hasMessageContaining("a template");
        assertThatThrownBy(() -> set(POD + "&i " + SHOP + ":1\nother: *i\n", SHOP))
                .hasMessageContaining("something else would change with it");
        assertThatThrownBy(() ->
                        set("base: &b {image: '" + SHOP + ":1'}\n" + "spec: {containers: [{<<: *b, name: a}]}\n", SHOP))
                .hasMessageContaining("it is an alias of line 1");
    }

    @Test
    void an_alias_of_another_container_s_image_changes_with_it() {
        String before = POD + "&i " + SHOP + ":1\n  initContainers:\n    - image: *i\n";
        assertThat(set(before, SHOP)).isEqualTo(before.replace(SHOP + ":1", PINNED));
    }

    @Test
    void an_image_that_no_manifest_names_is_refused_with_those_that_are_there() {
        assertThatThrownBy(() -> ImageEditor.set(
                        TestTrees.fixture(""), "images", List.of(TestTrees.image("registry.example/shop"))))
                .hasMessageContaining("No manifest in images names the image registry.example/shop")
                .hasMessageContaining("registry.example/team/report:7, registry.example/team/shop:1.0, nginx:1.25");
        assertThatThrownBy(() -> set(POD + "\n", SHOP)).hasMessageContaining("they name none");
    }

    @Test
    void an_image_must_be_pinned_and_given_once() {
        FileTree tree = TestTrees.of("k8s/pod.yaml", POD + SHOP + "\n");
        assertThatThrownBy(() -> ImageEditor.set(tree, "k8s", List.of(ImageReference.parse(SHOP + ":1"))))
                .hasMessageContaining("is not pinned by a digest");
        ImageReference other = ImageReference.parse(SHOP + "@" + TestTrees.OTHER_DIGEST);
        assertThatThrownBy(() -> ImageEditor.set(tree, "k8s", List.of(TestTrees.image(SHOP), other)))
                .hasMessageContaining("Two images of one repository");
        assertThat(ImageEditor.set(tree, "k8s", List.of(TestTrees.image(SHOP), TestTrees.image(SHOP)))
                        .changes())
                .hasSize(1);
    }

    @Test
    void two_versions_differ_in_images_alone_when_they_are_equal_without_them() {
        byte[] before = TestTrees.fixture("images").read("deployment.yaml");
        byte[] after = ImageEditor.set(TestTrees.fixture("images"), "", List.of(TestTrees.image(SHOP)))
                .files()
                .get("deployment.yaml");
        byte[] other = new String(after, StandardCharsets.UTF_8)
                .replace("args: [up]", "args: [down]")
                .getBytes(StandardCharsets.UTF_8);
        byte[] renamed = new String(after, StandardCharsets.UTF_8)
                .replace(PINNED, "evil.example/shop@" + TestTrees.DIGEST)
                .getBytes(StandardCharsets.UTF_8);
        byte[] expected = ImageEditor.withoutImages("deployment.yaml", before);
        assertThat(after).isNotEqualTo(before);
        assertThat(ImageEditor.withoutImages("deployment.yaml", after)).isEqualTo(expected);
        assertThat(ImageEditor.withoutImages("deployment.yaml", other)).isNotEqualTo(expected);
        assertThat(ImageEditor.withoutImages("deployment.yaml", renamed)).isNotEqualTo(expected);
        assertThat(ImageEditor.withoutImages("README.md", before)).isEqualTo(before);
        assertThat(ImageEditor.withoutImages("a.yaml", new byte[] {'[', (byte) 0xFF}))
                .isEqualTo(new byte[] {'[', (byte) 0xFF});
    }
}
