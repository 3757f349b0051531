package io.jenkins.plugins.gitops.engine.manifest.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TestTrees;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values that a comment names as an image, in plain manifests and in values. */
class ImageMarkerTest {

    private static final String SHOP = "registry.example/team/shop";
    private static final String D = TestTrees.DIGEST;
    private static final String MARK = " # {\"$gitops-image\": \"" + SHOP + "\"}";
    private static final String APP = "apiVersion: example.org/v1\nkind: App\nmetadata: {name: a}\nspec:\n  image: ";
    private static final ImageReference IMAGE = ImageReference.parse(SHOP + ":2.0@" + D);

    private static String part(String part) {
        return " # {\"$gitops-image\": \"" + SHOP + "\", \"part\": \"" + part + "\"}";
    }

    private static String set(String content) {
        return set(content, TagStyle.DROP);
    }

    private static String set(String content, TagStyle tags) {
        FileTree tree = TestTrees.of("k/app.yaml", content);
        String after = TestTrees.text(
                tree.with(ImageEditor.set(tree, ManifestSource.at("k"), List.of(IMAGE), tags)
                        .files()),
                "k/app.yaml");
        assertThat(without(after)).isEqualTo(without(content));
        return after;
    }

    private static String without(String content) {
        return new String(
                ImageEditor.withoutImages("k/app.yaml", content.getBytes(StandardCharsets.UTF_8)),
                StandardCharsets.UTF_8);
    }

    @Test
    void a_field_that_is_no_container_s_is_set() {
        assertThat(set(APP + SHOP + ":1" + MARK + "\n")).isEqualTo(APP + SHOP + "@" + D + MARK + "\n");
        assertThat(set(APP + "'" + SHOP + "'\t#{ \"$gitops-image\" : \"" + SHOP + "\" } and more\r\n"))
                .isEqualTo(APP + "'" + SHOP + "@" + D + "'\t#{ \"$gitops-image\" : \"" + SHOP + "\" } and more\r\n");
    }

    @Test
    void a_part_is_set() {
        String env = APP + "x\n  env:\n    - value: %s\n    - {value: x}\n";
        assertThat(set(env.formatted("v1" + part("tag")))).isEqualTo(env.formatted("\"2.0\"" + part("tag")));
        assertThat(set(env.formatted("''" + part("digest")))).isEqualTo(env.formatted("'" + D + "'" + part("digest")));
        assertThat(set(env.formatted(part("hex")))).isEqualTo(env.formatted(D.substring(7) + " " + part("hex")));
        assertThat(set(env.formatted("1" + part("tag@digest"))))
                .isEqualTo(env.formatted("2.0@" + D + part("tag@digest")));
    }

    @Test
    void the_tag_stays_as_elsewhere() {
        String before = APP + SHOP + ":1" + MARK + "\n";
        assertThat(set(before, TagStyle.KEEP)).isEqualTo(APP + SHOP + ":2.0@" + D + MARK + "\n");
        String commented = set(before, TagStyle.COMMENT);
        assertThat(commented).isEqualTo(APP + SHOP + "@" + D + " # tag: 2.0" + MARK + "\n");
        assertThat(set(commented.replace(D, TestTrees.OTHER_DIGEST), TagStyle.COMMENT))
                .isEqualTo(commented);
    }

    @Test
    void a_marked_container_is_set_by_its_marker_alone() {
        String pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - image: ";
        assertThat(set(pod + SHOP + ":1" + MARK + "\n    - image: " + SHOP + ":1\n"))
                .isEqualTo(pod + SHOP + "@" + D + MARK + "\n    - image: " + SHOP + "@" + D + "\n");
    }

    @Test
    void values_are_found_by_it_too() {
        String values =
                "global:\n  version: v1" + part("tag@digest") + "\nimage: {repository: " + SHOP + ", tag: v1}\n";
        FileTree tree = TestTrees.of("c/Chart.yaml", "name: c\n", "c/values.yaml", values);
        ImageEdits edits = ImageEditor.set(tree, "c", List.of(IMAGE));
        assertThat(TestTrees.text(tree.with(edits.files()), "c/values.yaml"))
                .isEqualTo(values.replace("version: v1", "version: 2.0@" + D).replace("tag: v1", "tag: 2.0@" + D));
        assertThat(edits.changes())
                .contains(new ImageChange(new FileLocation("c/values.yaml", 2), SHOP + ":v1", SHOP + ":2.0@" + D));
    }

    @Test
    void what_stands_in_a_text_is_no_marker() {
        String before = APP + SHOP + ":1" + MARK + "\n  text: |\n    a: b" + MARK + "\n  more: 'x" + MARK + "'\n";
        assertThat(set(before)).isEqualTo(before.replace(SHOP + ":1", SHOP + "@" + D));
        assertThat(set(before.replace("text: |", "text: >- # folded"))).contains("    a: b" + MARK);
    }

    @Test
    void a_marker_without_a_value_is_refused() {
        for (String content : List.of(
                APP + "x\n" + MARK.strip() + "\n",
                APP + "\n    a: b\n  b:" + MARK + "\n    c: d\n",
                APP + "{a: b}" + MARK + "\n",
                APP + "[x," + MARK + "\n    y]\n")) {
            assertThatThrownBy(() -> set(content))
                    .as(content)
                    .hasMessageContaining("the marker belongs to no value")
                    .hasMessageContaining("k/app.yaml:");
        }
        assertThatThrownBy(() -> set(APP + "|" + MARK + "\n    x\n"))
                .hasMessageContaining("k/app.yaml:5")
                .hasMessageContaining("x");
    }

    @Test
    void a_malformed_marker_is_refused() {
        for (String marker : List.of(
                " # {\"$gitops-image\": \"" + SHOP + "\"",
                " # {\"$gitops-image\": \"" + SHOP + ":1\"}",
                " # {\"$gitops-image\": \"No Image\"}",
                " # {\"$gitops-image\": \"" + SHOP + "\", \"parts\": \"tag\"}",
                part("name"))) {
            assertThatThrownBy(() -> set(APP + SHOP + ":1" + marker + "\n"))
                    .as(marker)
                    .hasMessageMatching("k/app\\.yaml:5: the marker .*|.*is not an image reference");
        }
    }

    @Test
    void a_value_that_is_no_such_part_is_refused() {
        assertThatThrownBy(() -> set(APP + "nginx:1" + MARK + "\n"))
                .hasMessageContaining("k/app.yaml:5")
                .hasMessageContaining("the value is 'nginx:1'");
        assertThatThrownBy(() -> set(APP + "v 1" + part("tag") + "\n")).hasMessageContaining("the value is 'v 1'");
        assertThatThrownBy(() -> set("x: &i " + SHOP + ":1" + MARK + "\n" + APP + "*i\n"))
                .hasMessageContaining("something else would change with it");
    }

    @Test
    void a_marker_that_was_added_moved_or_changed_is_a_difference() {
        String before = APP + SHOP + ":1" + MARK + "\n  version: v1\n";
        assertThat(without(before)).isNotEqualTo(before);
        assertThat(without(before.replace(MARK, ""))).isNotEqualTo(without(before));
        assertThat(without(APP + SHOP + ":1\n  version: v1" + part("tag") + "\n"))
                .isNotEqualTo(without(before));
        assertThat(without(before.replace("version: v1", "version: v1" + part("tag"))))
                .isNotEqualTo(without(before));
        assertThat(without(before.replace("team/shop\"}", "team/web\"}"))).isNotEqualTo(without(before));
        assertThat(without(before.replace(SHOP + ":1", "evil.example/shop:1"))).isNotEqualTo(without(before));
        assertThat(without(before.replace("version: v1", "version: v2"))).isNotEqualTo(without(before));
    }
}
