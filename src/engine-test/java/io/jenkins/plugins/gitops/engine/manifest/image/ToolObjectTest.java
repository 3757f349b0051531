package io.jenkins.plugins.gitops.engine.manifest.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestRenderer;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TestTrees;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images in the objects that Flux and Argo CD read. */
class ToolObjectTest {

    private static final String SHOP = "registry.example/team/shop";
    private static final String D = TestTrees.DIGEST;
    private static final ImageReference IMAGE = ImageReference.parse(SHOP + ":2.0@" + D);
    private static final String RELEASE =
            "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: shop}\nspec:\n";
    private static final String KUSTOMIZATION =
            "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: shop}\nspec:\n";
    private static final String APPLICATION =
            "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: shop}\nspec:\n";

    private static String set(String file) {
        return set(file, TagStyle.DROP);
    }

    private static String set(String file, TagStyle tags) {
        FileTree tree = TestTrees.of("k8s/shop.yaml", file);
        ImageEdits edits = ImageEditor.set(tree, ManifestSource.at("k8s"), List.of(IMAGE), tags);
        FileTree edited = tree.with(edits.files());
        String after = TestTrees.text(edited, "k8s/shop.yaml");
        // Whatever was done: images are all that differs, and there is nothing left to do.
        assertThat(without(after)).isEqualTo(without(file));
        assertThat(ImageEditor.set(edited, ManifestSource.at("k8s"), List.of(IMAGE), tags)
                        .files())
                .isEmpty();
        return after;
    }

    private static String without(String file) {
        return new String(
                ImageEditor.withoutImages("k8s/shop.yaml", file.getBytes(StandardCharsets.UTF_8)),
                StandardCharsets.UTF_8);
    }

    private static void assertRefused(String file, String problem, String remedy) {
        assertThatThrownBy(() -> set(file))
                .hasMessageContaining(problem)
                .isInstanceOfSatisfying(
                        GitopsException.class, e -> assertThat(e.remedy()).contains(remedy));
    }

    @Test
    void the_values_of_a_release_are_values_of_a_chart_at_any_depth() {
        String before = RELEASE + "  chart: {spec: {chart: shop}}\n  values: # ours\n    image:\n      repository: "
                + SHOP
                + "\n      tag: '1.0' # now\n    job:\n      sidecars:\n        - {image: " + SHOP + ":1, name: a}\n"
                + "    other: {repository: nginx, tag: v1}\n";
        assertThat(set(before))
                .isEqualTo(before.replace("'1.0' # now", "'2.0@" + D + "' # now")
                        .replace(SHOP + ":1,", SHOP + "@" + D + ","));
        assertThat(
                        set(
                                RELEASE
                                        + "  values:\n    image: {registry: registry.example, repository: team/shop, tag: v1, digest: ''}\n"))
                .contains("tag: \"2.0\", digest: '" + D + "'");
    }

    @Test
    void a_change_is_told_with_its_line() {
        FileTree tree = TestTrees.of(
                "k8s/shop.yaml", RELEASE + "  values:\n    image:\n      repository: " + SHOP + "\n      tag: v1\n");
        assertThat(ImageEditor.set(tree, "k8s", List.of(IMAGE)).changes())
                .containsExactly(
                        new ImageChange(new FileLocation("k8s/shop.yaml", 8), SHOP + ":v1", SHOP + ":2.0@" + D));
        assertThat(ImageEditor.current(tree, "k8s")).containsExactly(ImageReference.parse(SHOP + ":v1"));
    }

    @Test
    void containers_in_values_are_set_once() {
        String before = RELEASE + "  values:\n    initContainers:\n      - name: a\n        image: " + SHOP + ":1\n";
        assertThat(set(before)).isEqualTo(before.replace(SHOP + ":1", SHOP + "@" + D));
    }

    @Test
    void the_images_of_post_renderers_and_of_a_kustomization_of_flux_are_entries() {
        String before = RELEASE + "  postRenderers:\n    - kustomize:\n        images:\n          - name: shop\n"
                + "            newName: " + SHOP
                + "\n            newTag: v1 # tag: v1\n          - name: nginx\n            newTag: v1\n";
        assertThat(set(before)).isEqualTo(before.replace("newTag: v1 # tag: v1", "digest: " + D));
        String own = KUSTOMIZATION + "  images:\n  - name: " + SHOP + "\n    newTag: v1\n    digest: "
                + TestTrees.OTHER_DIGEST + "\n  path: ./shop\n";
        assertThat(set(own))
                .isEqualTo(own.replace("v1\n    digest", "\"\"\n    digest").replace(TestTrees.OTHER_DIGEST, D));
        assertThat(set(own, TagStyle.KEEP))
                .isEqualTo(own.replace("v1\n    digest", "\"2.0\"\n    digest").replace(TestTrees.OTHER_DIGEST, D));
        assertThat(set(KUSTOMIZATION + "  images: [{name: " + SHOP + "}]\n", TagStyle.KEEP))
                .contains("images: [{name: " + SHOP + ", newTag: \"2.0\", digest: " + D + "}]");
    }

    @Test
    void a_list_of_objects_is_read_as_its_objects() {
        String before =
                "apiVersion: v1\nkind: List\nitems:\n- apiVersion: helm.toolkit.fluxcd.io/v2beta1\n  kind: HelmRelease\n"
                        + "  metadata: {name: a}\n  spec: {values: {image: \"" + SHOP + ":1\"}}\n";
        assertThat(set(before)).isEqualTo(before.replace(SHOP + ":1", SHOP + "@" + D));
    }

    @Test
    void an_application_names_images_in_all_forms_of_kustomize() {
        String before = APPLICATION + "  source:\n    path: shop\n    kustomize:\n      images:\n        - " + SHOP
                + ":1 # tag: 1\n        - shop=" + SHOP + ":1.0@" + TestTrees.OTHER_DIGEST + "\n        - '" + SHOP
                + "=:v1'\n        - \"" + SHOP + "=*:v1\"\n        - " + SHOP + "@" + TestTrees.OTHER_DIGEST
                + "\n        - nginx:1\n";
        assertThat(set(before))
                .isEqualTo(APPLICATION + "  source:\n    path: shop\n    kustomize:\n      images:\n        - " + SHOP
                        + "@" + D + "\n        - shop=" + SHOP + "@" + D + "\n        - '" + SHOP + "=@" + D
                        + "'\n        - \"" + SHOP + "=*@" + D + "\"\n        - " + SHOP + "@" + D
                        + "\n        - nginx:1\n");
        // kustomize reads a tag beside a digest only behind another name.
        assertThat(set(before, TagStyle.KEEP))
                .contains("- " + SHOP + "=" + SHOP + ":2.0@" + D + "\n        - shop=" + SHOP + ":2.0@" + D
                        + "\n        - '" + SHOP + "=" + SHOP + ":2.0@" + D);
        assertThat(set(before, TagStyle.COMMENT)).contains("- " + SHOP + "@" + D + " # tag: 2.0\n        - shop=");
    }

    @Test
    void parameters_of_helm_are_values_that_are_set_one_by_one() {
        String before = APPLICATION + "  sources:\n  - chart: shop\n    helm:\n      parameters:\n"
                + "      - {name: shop.image.repository, value: " + SHOP + "}\n      - name: shop.image.tag\n"
                + "        value: v1\n        forceString: true\n      - {name: 'a\\.b.image', value: " + SHOP + ":1}\n"
                + "      - {name: db.image.tag, value: v1}\n      - {name: '.', value: v1}\n";
        assertThat(set(before))
                .isEqualTo(before.replace("value: v1\n        force", "value: 2.0@" + D + "\n        force")
                        .replace(SHOP + ":1}", SHOP + "@" + D + "}"));
    }

    @Test
    void a_parameter_gets_its_name_from_the_values_beside_it() {
        String values = "    helm:\n      valuesObject: {image: {repository: " + SHOP + ", tag: v0}}\n";
        String text =
                "    helm:\n      values: |\n        image:\n          repository: " + SHOP + "\n          tag: v0\n";
        String parameters = "      parameters: [{name: image.tag, value: v1}]\n";
        assertThat(set(APPLICATION + "  source:\n" + values + parameters))
                .isEqualTo(APPLICATION + "  source:\n" + (values + parameters).replaceAll("v[01]", "2.0@" + D));
        assertThat(set(APPLICATION + "  source:\n" + text + parameters))
                .isEqualTo(APPLICATION + "  source:\n" + (text + parameters).replaceAll("v[01]", "2.0@" + D));
    }

    @Test
    void values_in_a_block_are_edited_within_their_lines() {
        String before =
                APPLICATION + "  destination: {namespace: shop} # ä𝄞\n  source:\n    helm:\n      values: |-  # text\n"
                        + "\n        # the image\n        image:\n          repository: " + SHOP + "  # ours\n"
                        + "          tag: v1 # tag\n        script: |\n          image: " + SHOP + ":1\n        list:\n"
                        + "        - image: '" + SHOP + ":v1'\n        version: 1 # {\"$gitops-image\": \"" + SHOP
                        + "\", \"part\": \"tag\"}\n    path: shop\n  project: shop\n";
        String after = before.replace("tag: v1 # tag", "tag: 2.0@" + D + " # tag")
                .replace("'" + SHOP + ":v1'", "'" + SHOP + "@" + D + "'")
                .replace("version: 1 ", "version: \"2.0\" ");
        assertThat(set(before)).isEqualTo(after);
        assertThat(set(before.replace("\n", "\r\n"))).isEqualTo(after.replace("\n", "\r\n"));
        FileTree tree = TestTrees.of("k8s/shop.yaml", before);
        assertThat(ImageEditor.set(tree, "k8s", List.of(IMAGE)).changes())
                .extracting(ImageChange::location)
                .contains(new FileLocation("k8s/shop.yaml", 13), new FileLocation("k8s/shop.yaml", 17));
    }

    @Test
    void values_in_a_block_at_the_end_of_the_file_are_edited_too() {
        String before = APPLICATION + "  source:\n    helm:\n      values: |\n        image: " + SHOP + ":1";
        assertThat(set(before)).isEqualTo(before.replace(SHOP + ":1", SHOP + "@" + D));
    }

    @Test
    void values_in_any_other_text_are_refused_with_what_to_write() {
        String quoted = "  source:\n    helm:\n      values: \"image: " + SHOP + ":1\"\n";
        String folded = "  source:\n    helm:\n      values: >\n        image: " + SHOP + ":1\n";
        for (String source : List.of(quoted, folded)) {
            assertRefused(
                    APPLICATION + source,
                    "k8s/shop.yaml:7: the image " + SHOP + " cannot be edited in place: it stands in a text that is no"
                            + " literal block",
                    "'valuesObject'");
        }
        assertRefused(
                APPLICATION + "  a: &v |\n    image: " + SHOP + ":1\n  source:\n    helm:\n      values: *v\n",
                "k8s/shop.yaml:9: the image " + SHOP + " cannot be edited in place",
                "'valuesObject'");
        // A text that does not name the image, or is no YAML, is in nobody's way.
        String other = APPLICATION
                + "  source:\n    helm:\n      values: 'image: nginx:1'\n  sources:\n  - helm:\n      values: |\n"
                + "        {{ x }}: [\n  - kustomize: {images: ['" + SHOP + ":1']}\n";
        assertThat(set(other)).isEqualTo(other.replace(SHOP + ":1", SHOP + "@" + D));
    }

    @Test
    void the_template_of_a_set_is_edited_and_a_template_in_it_is_refused() {
        String set = APPLICATION.replace("Application", "ApplicationSet");
        String before = set + "  generators: [{list: {elements: [{image: '" + SHOP
                + ":1'}]}}]\n  template:\n    spec:\n      source:\n" + "        kustomize: {images: [" + SHOP
                + ":1]}\n";
        assertThat(set(before)).isEqualTo(before.replace("[" + SHOP + ":1]", "[" + SHOP + "@" + D + "]"));
        assertRefused(
                set + "  template:\n    spec:\n      source:\n        helm: {valuesObject: {image: '" + SHOP
                        + ":{{.tag}}'}}\n",
                "the value is a template",
                "Write a plain value");
    }

    @Test
    void substitutes_are_edited_where_a_marker_says_so() {
        String before = KUSTOMIZATION + "  postBuild:\n    substitute:\n      tag: v1 # {\"$gitops-image\": \"" + SHOP
                + "\", \"part\": \"tag@digest\"}\n      shop_image: " + SHOP + ":v1\n";
        assertThat(set(before)).isEqualTo(before.replace("tag: v1 #", "tag: 2.0@" + D + " #"));
    }

    @Test
    void what_is_hidden_is_named_with_what_to_write() {
        assertRefused(
                RELEASE + "  valuesFrom:\n  - {kind: ConfigMap, name: shop-values}\n",
                "; they name none; HelmRelease/shop takes values from ConfigMap/shop-values (k8s/shop.yaml:6), which are not"
                        + " edited",
                "Write the image into its spec.values, with 'repository: " + SHOP + "'");
        assertRefused(
                RELEASE + "  values:\n    image: {tag: v1}\n",
                "k8s/shop.yaml:6 has a tag or digest without the image's name",
                "Write 'repository: " + SHOP + "' beside it");
        assertRefused(
                KUSTOMIZATION + "  images: [{name: " + SHOP + ", newName: mirror.example/shop}]\n",
                "in k8s/shop.yaml:5 it is replaced by mirror.example/shop",
                "take 'newName' away");
        assertRefused(
                KUSTOMIZATION + "  path: ./shop\n",
                "Kustomization/shop (k8s/shop.yaml:1) has no entry for it in spec.images",
                "'name: " + SHOP + "'");
        assertRefused(
                APPLICATION + "  source: {helm: {valueFiles: [values-prod.yaml]}}\n",
                "Application/shop takes values from files of its source (k8s/shop.yaml:5)",
                "helm.valuesObject");
        assertRefused(
                APPLICATION + "  source: {kustomize: {namePrefix: a-}}\n",
                "Application/shop (k8s/shop.yaml:5) has no entry for it in kustomize.images",
                "Write '" + SHOP + "' with any tag there");
    }

    @Test
    void a_kustomization_s_own_objects_are_edited_and_those_of_a_base_are_named() {
        String release = RELEASE + "  values: {image: {repository: " + SHOP + ", tag: v1}}\n";
        String deployment =
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\nspec: {template: {spec: {containers: "
                        + "[{name: shop, image: '" + SHOP + ":1'}]}}}\n";
        FileTree own = TestTrees.of(
                "k8s/kustomization.yaml",
                "resources: [shop.yaml, other.yaml]\npatches: [{path: patch.yaml}]\n",
                "k8s/shop.yaml",
                release + "---\n" + deployment,
                "k8s/other.yaml",
                deployment.replace("name: shop}", "name: other}"),
                "k8s/patch.yaml",
                release);
        ImageEdits edits = ImageEditor.set(own, "k8s", List.of(IMAGE));
        FileTree after = own.with(edits.files());
        assertThat(edits.files()).containsOnlyKeys("k8s/kustomization.yaml", "k8s/shop.yaml", "k8s/patch.yaml");
        assertThat(TestTrees.text(after, "k8s/shop.yaml"))
                .isEqualTo((release + "---\n" + deployment).replace("tag: v1", "tag: 2.0@" + D));
        assertThat(TestTrees.text(after, "k8s/patch.yaml")).contains("tag: 2.0@" + D);
        assertThat(TestTrees.text(after, "k8s/kustomization.yaml"))
                .endsWith("- name: " + SHOP + "\n  digest: " + D + "\n");

        FileTree base = TestTrees.of(
                "k8s/kustomization.yaml",
                "resources: [../base]\n",
                "base/kustomization.yaml",
                "resources: [shop.yaml]\n",
                "base/shop.yaml",
                release);
        assertThatThrownBy(() -> ImageEditor.set(base, "k8s", List.of(IMAGE)))
                .hasMessageContaining("; it is in base/shop.yaml:5, which belongs to a base, and stays as it is")
                .isInstanceOfSatisfying(
                        GitopsException.class,
                        e -> assertThat(e.remedy())
                                .isEqualTo(
                                        "Write it into a patch of the same object, in a file that k8s/kustomization.yaml lists"));
    }

    @Test
    void what_such_objects_name_counts_as_running() {
        FileTree tree = TestTrees.of(
                "k8s/shop.yaml",
                RELEASE + "  values: {image: {repository: " + SHOP + ", tag: v1}}\n---\n"
                        + APPLICATION.replace("shop", "b")
                        + "  source: {kustomize: {images: ['mirror.example/b:1']}}\n");
        RenderedImages rendered = RenderedImages.of(new ManifestRenderer().render(tree, "k8s"));
        assertThat(rendered.name(IMAGE)).isTrue();
        assertThat(rendered.name(ImageReference.parse("mirror.example/b"))).isTrue();
        assertThat(rendered.name(ImageReference.parse("registry.example/other")))
                .isFalse();
        ImageEdits edits = ImageEditor.set(tree, "k8s", List.of(IMAGE));
        assertThat(RenderedImages.of(new ManifestRenderer().render(tree.with(edits.files()), "k8s"))
                        .runs(IMAGE))
                .isTrue();
    }

    @Test
    void another_change_of_such_an_object_is_no_change_of_images() {
        String before = APPLICATION + "  source: {kustomize: {images: ['a=" + SHOP + ":1']}, path: a}\n";
        assertThat(without(before)).isEqualTo(without(before.replace(":1'", "@" + D + "'")));
        assertThat(without(before)).isNotEqualTo(without(before.replace("a=", "b=")));
        assertThat(without(before)).isNotEqualTo(without(before.replace("path: a", "path: b")));
    }

    /** Each text has limits of its own; here there are many, each small. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'{a: &a {b: [1,2,3,4,5,6,7,8,9]}, c: &c [*a,*a,*a,*a,*a,*a,*a,*a,*a], d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]}'",
                "|\n            image: a:b"
            })
    void very_many_values_as_text_are_refused(String values) {
        String source = "    - helm:\n        values: " + values + "\n";
        FileTree hostile = TestTrees.of("k8s/shop.yaml", APPLICATION + "  sources:\n" + source.repeat(5000));

        assertThatThrownBy(() -> ImageEditor.set(hostile, "k8s", List.of(IMAGE)))
                .hasMessageContaining("the values that this file holds as text are too much together");
    }
}
