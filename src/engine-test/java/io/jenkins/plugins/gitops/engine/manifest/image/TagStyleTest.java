package io.jenkins.plugins.gitops.engine.manifest.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TestTrees;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of an image's tag. */
class TagStyleTest {

    private static final String SHOP = "registry.example/shop";
    private static final String D = TestTrees.DIGEST;
    private static final String POD =
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n" + "    - name: a\n      image: ";
    private static final String RESOURCES = "resources: [pod.yaml]\n";

    private static String plain(String value, TagStyle tags) {
        return plain(value, tags, ":2.0");
    }

    private static String plain(String value, TagStyle tags, String tag) {
        FileTree tree = TestTrees.of("k/pod.yaml", POD + value + "\n");
        String after = TestTrees.text(tree.with(set(tree, tags, tag).files()), "k/pod.yaml");
        return after.substring(POD.length(), after.length() - 1);
    }

    private static String kustomized(String images, TagStyle tags) {
        FileTree tree = TestTrees.of("k/kustomization.yaml", RESOURCES + images, "k/pod.yaml", POD + SHOP + ":1\n");
        return TestTrees.text(tree.with(set(tree, tags, ":2.0").files()), "k/kustomization.yaml")
                .substring(RESOURCES.length());
    }

    private static ImageEdits set(FileTree tree, TagStyle tags, String tag) {
        return ImageEditor.set(tree, ManifestSource.at("k"), List.of(ImageReference.parse(SHOP + tag + "@" + D)), tags);
    }

    @Test
    void stays_beside_the_digest() {
        assertThat(plain(SHOP + ":1 # the shop", TagStyle.KEEP)).isEqualTo(SHOP + ":2.0@" + D + " # the shop");
        assertThat(plain("'" + SHOP + "'", TagStyle.KEEP)).isEqualTo("'" + SHOP + ":2.0@" + D + "'");
    }

    @Test
    void is_named_in_a_comment_before_the_comments_of_people() {
        assertThat(plain(SHOP + ":1", TagStyle.COMMENT)).isEqualTo(SHOP + "@" + D + " # tag: 2.0");
        assertThat(plain("\"" + SHOP + ":1\"   # the shop", TagStyle.COMMENT))
                .isEqualTo("\"" + SHOP + "@" + D + "\" # tag: 2.0   # the shop");
        assertThat(plain(SHOP + ":1\t", TagStyle.COMMENT)).isEqualTo(SHOP + "@" + D + " # tag: 2.0\t");
    }

    @Test
    void in_a_comment_it_is_kept_true_whatever_the_setting() {
        String old = SHOP + "@" + TestTrees.OTHER_DIGEST + "  # tag: 1.0 # the shop";
        assertThat(plain(old, TagStyle.COMMENT)).isEqualTo(SHOP + "@" + D + "  # tag: 2.0 # the shop");
        assertThat(plain(old, TagStyle.DROP)).isEqualTo(SHOP + "@" + D + " # the shop");
        assertThat(plain(old, TagStyle.KEEP)).isEqualTo(SHOP + ":2.0@" + D + " # the shop");
        assertThat(plain(old, TagStyle.COMMENT, "")).isEqualTo(SHOP + "@" + D + " # the shop");
    }

    @Test
    void that_the_image_lacks_is_not_made_up_from_the_old_one() {
        assertThat(plain(SHOP + ":1", TagStyle.KEEP, "")).isEqualTo(SHOP + "@" + D);
        assertThat(plain(SHOP + ":1", TagStyle.COMMENT, "")).isEqualTo(SHOP + "@" + D);
    }

    @Test
    void has_no_comment_where_none_can_stand() {
        String flow = POD.replace("\n    - name: a\n      image: ", " [{image: ") + SHOP + ":1, name: a}]\n";
        FileTree tree = TestTrees.of("k/a.yaml", flow, "k/b.json", json(":1"));
        ImageEdits edits = set(tree, TagStyle.COMMENT, ":2.0");
        assertThat(TestTrees.text(tree.with(edits.files()), "k/a.yaml")).isEqualTo(flow.replace(":1,", "@" + D + ","));
        assertThat(TestTrees.text(tree.with(edits.files()), "k/b.json")).isEqualTo(json("@" + D));
    }

    private static String json(String version) {
        return "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"b\"}, \"spec\": {\"containers\": [{\n"
                + "  \"image\": \"" + SHOP + version + "\"\n}]}}\n";
    }

    @Test
    void of_a_kustomization_stands_in_newTag() {
        assertThat(kustomized("images:\n- name: " + SHOP + "\n  newTag: '1' # note\n", TagStyle.KEEP))
                .isEqualTo("images:\n- name: " + SHOP + "\n  newTag: '2.0' # note\n  digest: " + D + "\n");
        assertThat(kustomized(
                        "images:\n- digest: " + TestTrees.OTHER_DIGEST + "\n  name: " + SHOP + "\n", TagStyle.KEEP))
                .isEqualTo("images:\n- digest: " + D + "\n  name: " + SHOP + "\n  newTag: \"2.0\"\n");
        assertThat(kustomized("images: [{name: " + SHOP + "}]\n", TagStyle.KEEP))
                .isEqualTo("images: [{name: " + SHOP + ", newTag: \"2.0\", digest: " + D + "}]\n");
        assertThat(kustomized("images:\n- name: " + SHOP + "\n  newTag:\n  digest: ''\n", TagStyle.KEEP))
                .isEqualTo("images:\n- name: " + SHOP + "\n  newTag: \"2.0\"\n  digest: '" + D + "'\n");
        assertThat(kustomized("", TagStyle.KEEP))
                .isEqualTo("images:\n- name: " + SHOP + "\n  newTag: \"2.0\"\n  digest: " + D + "\n");
    }

    @Test
    void of_a_kustomization_stands_in_the_digest_s_comment() {
        assertThat(kustomized("images:\n- name: " + SHOP + "\n  newTag: v1 # note\n", TagStyle.COMMENT))
                .isEqualTo("images:\n- name: " + SHOP + "\n  digest: " + D + " # tag: 2.0 # note\n");
        assertThat(kustomized("", TagStyle.COMMENT))
                .isEqualTo("images:\n- name: " + SHOP + "\n  digest: " + D + " # tag: 2.0\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "images: []\n",
                "images:\n",
                "images:\n- name: " + SHOP + "\n  newTag: v1\n",
                "images:\n- name: " + SHOP + "\nnamePrefix: a-\n",
                "images:\n- newTag: v1\n  name: " + SHOP + "\n",
                "images:\n  - {name: " + SHOP + ", newTag: v1}\n",
                "images: [{name: x, newTag: y}, {name: " + SHOP + ", newTag: v1}]\n",
                "images:\r\n- name: other\r\n  newTag: v1 # note\r\n\r\nnamePrefix: a-",
                "namePrefix: a-"
            })
    void an_entry_that_was_set_or_added_is_a_difference_in_images_alone(String images) {
        byte[] before = (RESOURCES + images).getBytes(StandardCharsets.UTF_8);
        for (TagStyle tags : TagStyle.values()) {
            byte[] after = (RESOURCES + kustomized(images, tags)).getBytes(StandardCharsets.UTF_8);
            assertThat(after).as(tags + "").isNotEqualTo(before);
            assertThat(without(after)).as(tags + "").isEqualTo(without(before));
            assertThat(without((new String(after, StandardCharsets.UTF_8) + "\n# by a person\n")
                            .getBytes(StandardCharsets.UTF_8)))
                    .as(tags + "")
                    .isNotEqualTo(without(before));
        }
    }

    @Test
    void an_entry_that_does_more_than_pin_is_another_difference() {
        String before = RESOURCES + "images:\n- name: " + SHOP + "\n  newTag: v1\n";
        for (String after : List.of(
                before.replace("newTag", "newName: evil.example/shop\n  newTag"),
                before + "- name: x\n  newName: y\n",
                before.replace("v1", "v1 # why"),
                before + "# more\n")) {
            assertThat(without(after.getBytes(StandardCharsets.UTF_8)))
                    .as(after)
                    .isNotEqualTo(without(before.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static String without(byte[] content) {
        return new String(ImageEditor.withoutImages("k/kustomization.yaml", content), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource
    void setting_an_image_again_changes_nothing(TagStyle tags) {
        assertThat(plain(plain(SHOP + ":1", tags), TagStyle.DROP)).isEqualTo(plain(SHOP + ":1", tags));
        String once = kustomized("", tags);
        assertThat(kustomized(once, tags)).isEqualTo(once);
    }
}
