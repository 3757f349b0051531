package io.jenkins.plugins.gitops.engine.manifest.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.HelmChart;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TestTrees;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HelmValuesTest {

    private static final String SHOP = "registry.example/team/shop";
    private static final String D = TestTrees.DIGEST;
    private static final String HEX = D.substring(7);
    private static final String CHART = "apiVersion: v2\nname: shop\nversion: 1.0.0\n";
    private static final ImageReference IMAGE = ImageReference.parse(SHOP + ":2.0@" + D);

    private static String set(String values) {
        return set(values, IMAGE);
    }

    private static String set(String values, ImageReference image) {
        FileTree tree = TestTrees.of("c/Chart.yaml", CHART, "c/values.yaml", values);
        ImageEdits edits = ImageEditor.set(tree, "c", List.of(image));
        String after = TestTrees.text(tree.with(edits.files()), "c/values.yaml");
        // Whatever was done: images are all that differs.
        assertThat(without(after)).isEqualTo(without(values));
        return after;
    }

    private static String without(String values) {
        return new String(
                ImageEditor.withoutImages("c/values.yaml", values.getBytes(StandardCharsets.UTF_8)),
                StandardCharsets.UTF_8);
    }

    @Test
    void a_whole_reference_is_pinned() {
        assertThat(set("image: " + SHOP + ":1 # c\nsidecar: {proxyImage: '" + SHOP + "', other: nginx}\n"))
                .isEqualTo("image: " + SHOP + "@" + D + " # c\nsidecar: {proxyImage: '" + SHOP + "@" + D
                        + "', other: nginx}\n");
        assertThat(set("image:\n  registry: registry.example\n  image: team/shop:1\n"))
                .isEqualTo("image:\n  registry: registry.example\n  image: team/shop@" + D + "\n");
    }

    @Test
    void where_parts_stand_apart_digest_and_tag_are_set() {
        String before = "a:\n  image:\n    registry: registry.example\n    repository: team/shop\n    tag: 1.10 # tag\n"
                + "    ## as sha256:...\n    digest: \"\"\n    pullPolicy: IfNotPresent\n";
        assertThat(set(before))
                .isEqualTo(before.replace("1.10", "\"2.0\"").replace("digest: \"\"", "digest: \"" + D + "\""));
        assertThat(set("image: {repository: " + SHOP + ", tag: '', sha: ''}\n"))
                .isEqualTo("image: {repository: " + SHOP + ", tag: '2.0', sha: '" + HEX + "'}\n");
        assertThat(set("image: " + SHOP + "\nimageTag: v1\nimageDigest: ~\n"))
                .isEqualTo("image: " + SHOP + "\nimageTag: \"2.0\"\nimageDigest: " + D + "\n");
    }

    @Test
    void a_tag_without_a_digest_gets_both_because_charts_put_a_colon_before_it() {
        assertThat(set("image:\n  repository: " + SHOP + "\n  tag:\n"))
                .isEqualTo("image:\n  repository: " + SHOP + "\n  tag: 2.0@" + D + "\n");
        assertThat(set("image:\n  repository: " + SHOP + "\n  tag: # default: appVersion\n"))
                .isEqualTo("image:\n  repository: " + SHOP + "\n  tag: 2.0@" + D + " # default: appVersion\n");
        assertThat(set("image:\n  repository: " + SHOP + "\n  tag: \"1.0@" + TestTrees.OTHER_DIGEST + "\"\n"))
                .isEqualTo("image:\n  repository: " + SHOP + "\n  tag: \"2.0@" + D + "\"\n");
        assertThatThrownBy(() -> set("image: {repository: " + SHOP + ", tag: '1'}\n", TestTrees.image(SHOP)))
                .hasMessageContaining("c/values.yaml:1: 'tag' needs a tag");
    }

    @Test
    void an_unknown_tag_goes_beside_a_digest() {
        assertThat(set("image: {repository: " + SHOP + ", tag: v1, digest: ''}\n", TestTrees.image(SHOP)))
                .isEqualTo("image: {repository: " + SHOP + ", tag: \"\", digest: '" + D + "'}\n");
    }

    @Test
    void what_is_no_image_stays() {
        String before = "repository: https://git.example/" + SHOP + "\ntag: v1\nimage: {repository: nginx, tag: v1}\n"
                + "imagePullSecrets: []\nimages: [" + SHOP + ":1]\nimage2: {tag: v1}\ntext: |\n  image: " + SHOP
                + ":1\n"
                + "image3: {repository: " + SHOP + ", tag: {a: b}, image: {c: d}}\nshop: {image: " + SHOP + ":1}\n";
        assertThat(set(before))
                .isEqualTo(before.replace("shop: {image: " + SHOP + ":1}", "shop: {image: " + SHOP + "@" + D + "}"));
    }

    @Test
    void the_values_of_an_environment_are_edited_and_the_chart_s_own_are_not() {
        FileTree tree = TestTrees.of(
                "c/Chart.yaml",
                CHART,
                "c/values.yaml",
                "image: {registry: registry.example, repository: team/shop, tag: v1}\n",
                "c/values-staging.yaml",
                "replicas: 2\nimage:\n  tag: v1\n",
                "c/env/prod.values.yml",
                "replicas: 3\n");
        ImageEdits edits = ImageEditor.set(tree, "c/values-staging.yaml", List.of(IMAGE));
        assertThat(edits.files()).containsOnlyKeys("c/values-staging.yaml");
        assertThat(TestTrees.text(tree.with(edits.files()), "c/values-staging.yaml"))
                .isEqualTo("replicas: 2\nimage:\n  tag: 2.0@" + D + "\n");
        assertThat(edits.changes())
                .containsExactly(new ImageChange(
                        new FileLocation("c/values-staging.yaml", 3), SHOP + ":v1", SHOP + ":2.0@" + D));
        assertThatThrownBy(() -> ImageEditor.set(tree, "c/env/prod.values.yml", List.of(IMAGE)))
                .hasMessageContaining("No manifest in c/env/prod.values.yml names the image " + SHOP);
    }

    @Test
    void an_image_that_stands_elsewhere_in_the_chart_is_named_there_with_what_to_write() {
        String image = "a: b\nimage: {repository: " + SHOP + ", tag: v1}\n";
        Map<String, String> cases = Map.of(
                "c/charts/db/values.yaml",
                "it is in c/charts/db/values.yaml:2, the values of the chart 'db' in this one, which stay as they are",
                "c/values.yaml",
                "it is in c/values.yaml:2, the chart's own values, which stay as they are",
                "c/values-common.yaml",
                "it is in c/values-common.yaml:2, which Helm is not given");
        cases.forEach((file, words) -> {
            FileTree tree = TestTrees.of("c/Chart.yaml", CHART, "c/values-staging.yaml", "replicas: 2\n", file, image);
            assertThatThrownBy(() -> ImageEditor.set(tree, "c/values-staging.yaml", List.of(IMAGE)))
                    .hasMessageEndingWith("; they name none; " + words)
                    .isInstanceOfSatisfying(GitopsException.class, e -> assertThat(e.remedy())
                            .startsWith("Write it into c/values-staging.yaml")
                            .matches(remedy -> remedy.contains("under the key 'db'") == file.contains("/db/")));
        });
    }

    @Test
    void the_values_of_a_packed_or_broken_chart_inside_are_not_looked_into() {
        FileTree tree = TestTrees.of(
                "Chart.yaml",
                CHART,
                "values.yaml",
                "replicas: 2\n",
                "templates/values.yaml",
                "{{ x }}: [\n",
                "charts/db.tgz",
                "x");
        assertThatThrownBy(() -> ImageEditor.set(tree, "", List.of(IMAGE)))
                .hasMessageEndingWith("; they name none")
                .isInstanceOfSatisfying(GitopsException.class, e -> assertThat(e.remedy())
                        .startsWith("Write it into values.yaml as the chart reads it, under the key of the chart")
                        .contains("put the marker # {\"$gitops-image\": \"" + SHOP + "\", \"part\": \"tag\"}"));
    }

    @Test
    void anchors_are_edited_where_all_their_aliases_are_that_image() {
        assertThat(set("a: {image: &i " + SHOP + ":1}\nb: {image: *i}\n"))
                .isEqualTo("a: {image: &i " + SHOP + "@" + D + "}\nb: {image: *i}\n");
        assertThat(set("a: {image: &i {repository: " + SHOP
                        + ", tag: v1}}\nb: {image: *i}\nc: {image: {<<: *i, x: y}}\n"))
                .isEqualTo("a: {image: &i {repository: " + SHOP + ", tag: 2.0@" + D
                        + "}}\nb: {image: *i}\nc: {image: {<<: *i, x: y}}\n");
        assertThatThrownBy(() -> set("a: {image: &i " + SHOP + ":1}\nb: {text: *i}\n"))
                .hasMessageContaining("something else would change with it");
        assertThatThrownBy(() -> set("x: &i " + SHOP + ":1\nimage: *i\n"))
                .hasMessageContaining("c/values.yaml:2")
                .hasMessageContaining("it is an alias of line 1");
    }

    @Test
    void what_cannot_be_edited_in_place_is_refused_with_place_and_reason() {
        assertThatThrownBy(() -> set("a: b\nimage:\n  repository: " + SHOP + "\n  pullPolicy: Always\n"))
                .hasMessageContaining("c/values.yaml:3")
                .hasMessageContaining("has neither a tag nor a digest here");
        assertThatThrownBy(() -> set("image: {repository: " + SHOP + ", tag: '{{ .Values.v }}'}\n"))
                .hasMessageContaining("c/values.yaml:1")
                .hasMessageContaining("the value is a template");
        assertThatThrownBy(() -> set("image:\n  repository: " + SHOP + "\n  tag: |-\n    v1\n"))
                .hasMessageContaining("c/values.yaml:3")
                .hasMessageContaining("block scalar");
        assertThatThrownBy(() -> set("image:\n  repository: " + SHOP + "\n  tag: v 1\n"))
                .hasMessageContaining("the value is 'v 1'");
        assertThatThrownBy(() -> set("image: nginx:1\n")).hasMessageContaining("the images there are nginx:1");
        FileTree empty = TestTrees.of("c/Chart.yaml", CHART);
        assertThatThrownBy(() -> ImageEditor.set(empty, "c", List.of(IMAGE)))
                .satisfies(error -> assertThat(((GitopsException) error).remedy())
                        .startsWith("Add the file c/values.yaml, which is not there. Write it into c/values.yaml as"));
        assertThat(ImageEditor.current(empty, "c")).isEmpty();
    }

    @Test
    void the_images_of_a_chart_are_those_of_its_values() {
        FileTree tree = TestTrees.of(
                "c/Chart.yaml",
                CHART,
                "c/values.yaml",
                "image: {registry: '', repository: nginx, tag: 1.10}\nb: {image: {repository: x/y, tag: v1, digest: '"
                        + D + "'}}\nfooImage: z:1\n");
        assertThat(ImageEditor.current(tree, "c"))
                .map(ImageReference::toString)
                .containsExactlyInAnyOrder("nginx:1.10", "x/y:v1@" + D, "z:1");
    }

    @Test
    void another_name_is_a_difference_and_so_is_all_that_is_no_image() {
        String before = "image: {repository: " + SHOP + ", tag: v1, digest: ''}\nservice: {tag: v1}\n";
        assertThat(without(before)).isNotEqualTo(before);
        assertThat(without(before.replace("repository: registry", "repository: evil")))
                .isNotEqualTo(without(before));
        assertThat(without(before.replace("service: {tag: v1}", "service: {tag: v2}")))
                .isNotEqualTo(without(before));
        assertThat(without(before.replace("tag: v1, ", "tag: '$(rm)', "))).isNotEqualTo(without(before));
        assertThat(without(before.replace("''", "'" + D + "'"))).isEqualTo(without(before));
    }

    @Test
    void values_are_told_by_their_name() {
        assertThat(List.of(
                        "values.yaml", "a/values-prod.yml", "prod.values.yaml", "my-values.yaml", "values.prod.yaml"))
                .allMatch(HelmChart::isValuesFile);
        assertThat(List.of("value.yaml", "avalues.yaml", "values.json", "valuesets.yaml", "values/a.yaml"))
                .noneMatch(HelmChart::isValuesFile);
    }

    private static final String NAMED = "image: {registry: registry.example, repository: team/shop, tag: v1}\n";

    private static FileTree layered(String own, String first, String second) {
        return TestTrees.of(
                "c/Chart.yaml",
                CHART,
                "c/values.yaml",
                own,
                "env/values.yaml",
                first,
                "env/values-staging.yaml",
                second);
    }

    private static ImageEdits edited(FileTree tree) {
        return ImageEditor.set(
                tree,
                new ManifestSource("c", List.of("env/values.yaml", "env/values-staging.yaml")),
                List.of(IMAGE),
                TagStyle.DROP);
    }

    @Test
    void of_several_values_files_the_last_one_that_decides_on_a_place_is_edited() {
        Map<List<String>, List<String>> cases = new LinkedHashMap<>();
        // The first file has it; the last one; both; and a place each.
        cases.put(List.of("a: b\n", NAMED, "a: c\n"), List.of(NAMED.replace("v1", "2.0@" + D), "a: c\n"));
        cases.put(List.of(NAMED, "a: c\n", "image: {tag: v2}\n"), List.of("a: c\n", "image: {tag: 2.0@" + D + "}\n"));
        cases.put(List.of("a: b\n", NAMED, "image: {tag: v2}\n"), List.of(NAMED, "image: {tag: 2.0@" + D + "}\n"));
        cases.put(
                List.of("a: b\n", "image: {repository: " + SHOP + "}\n", "image: {digest: ''}\n"),
                List.of("image: {repository: " + SHOP + "}\n", "image: {digest: '" + D + "'}\n"));
        cases.put(
                List.of("a: b\n", "x: {image: " + SHOP + ":1}\n", "y: {image: " + SHOP + ":1}\n"),
                List.of("x: {image: " + SHOP + "@" + D + "}\n", "y: {image: " + SHOP + "@" + D + "}\n"));
        // What is replaced as a whole is read by nobody: a list, a whole reference, null.
        cases.put(
                List.of("a: b\n", "l: [{image: " + SHOP + ":1}]\n", "l: [{image: " + SHOP + ":2}]\n"),
                List.of("l: [{image: " + SHOP + ":1}]\n", "l: [{image: " + SHOP + "@" + D + "}]\n"));
        cases.put(
                List.of("a: b\n", "x: {image: " + SHOP + ":1}\ny: {image: " + SHOP + ":1}\n", "x: null\n"),
                List.of("x: {image: " + SHOP + ":1}\ny: {image: " + SHOP + "@" + D + "}\n", "x: null\n"));
        cases.forEach((before, after) -> {
            FileTree tree = layered(before.get(0), before.get(1), before.get(2));
            FileTree result = tree.with(edited(tree).files());
            assertThat(List.of(
                            TestTrees.text(result, "c/values.yaml"),
                            TestTrees.text(result, "env/values.yaml"),
                            TestTrees.text(result, "env/values-staging.yaml")))
                    .containsExactly(before.get(0), after.get(0), after.get(1));
        });
    }

    @Test
    void an_image_that_no_named_values_file_has_is_refused_with_the_file_that_does() {
        assertThatThrownBy(() -> edited(layered(NAMED, "a: b\n", "a: c\n")))
                .hasMessageContaining(
                        "No manifest in c with env/values.yaml, env/values-staging.yaml names the image " + SHOP)
                .hasMessageEndingWith("it is in c/values.yaml:1, the chart's own values, which stay as they are")
                .isInstanceOfSatisfying(GitopsException.class, e -> assertThat(e.remedy())
                        .isEqualTo("Write it into env/values-staging.yaml"));
        // Another repository in the place of the one below, whose tag counts.
        assertThatThrownBy(() -> edited(layered("a: b\n", NAMED, "image: {repository: other/shop}\n")))
                .hasMessageContaining("names the image " + SHOP);
    }
}
