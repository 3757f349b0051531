package io.jenkins.plugins.gitops.engine.manifest.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.gitops.engine.fuzz.FuzzTests;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.Kustomization;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestRenderer;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TestTrees;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlToJson;
import java.util.List;
import java.util.Map;

/** Files of a repository: read as YAML, as manifests, and edited byte for byte. */
class ManifestFuzzTest extends FuzzTests {

    private static final ImageReference IMAGE = TestTrees.image("registry.example/team/shop");
    private static final String DEPLOYMENT =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: shop}
            spec: {template: {spec: {containers: [{name: shop, image: "registry.example/team/shop:1.0"}]}}}
            """;

    @FuzzTest
    void yaml(byte[] input) {
        check(() -> YamlToJson.all(YamlFile.parse("a.yaml", input)));
        check(() -> YamlToJson.all(YamlFile.parse("a.json", input)));
    }

    @FuzzTest
    void manifests(byte[] input) {
        check(() -> new ManifestRenderer().render(tree(Map.of("k8s/a.yaml", input)), "k8s"));
    }

    @FuzzTest
    void edit_of_a_manifest(byte[] input) {
        edited("k8s/a.yaml", input);
    }

    @FuzzTest
    void kustomization(byte[] input) {
        check(() -> Kustomization.parse("k8s/kustomization.yaml", input));
    }

    @FuzzTest
    void edit_of_a_kustomization(byte[] input) {
        edited("k8s/kustomization.yaml", input);
    }

    @FuzzTest
    void edit_of_values(byte[] input) {
        edited("k8s/values.yaml", input);
    }

    @FuzzTest
    void tree_path(byte[] input) {
        check(() -> TreePath.of(text(input)));
        check(() -> TreePath.resolve("k8s/base", text(input)));
    }

    private static FileTree tree(Map<String, byte[]> files) {
        return TestTrees.of().with(files);
    }

    /** An edit changes the images, and nothing that {@link ImageEditor#withoutImages} leaves. */
    private static void edited(String file, byte[] input) {
        FileTree usual = TestTrees.of(
                file.endsWith("values.yaml") ? "k8s/Chart.yaml" : "k8s/deployment.yaml",
                file.endsWith("values.yaml") ? "apiVersion: v2\nname: shop\nversion: 1.0.0\n" : DEPLOYMENT);
        FileTree tree = usual.with(Map.of(file, input));
        check(() -> ImageEditor.current(tree, "k8s"));
        check(() -> {
            ImageEdits edits = ImageEditor.set(tree, ManifestSource.at("k8s"), List.of(IMAGE), TagStyle.KEEP);
            byte[] after = edits.files().get(file);
            if (after != null) {
                assertThat(ImageEditor.withoutImages(file, after)).isEqualTo(ImageEditor.withoutImages(file, input));
            }
        });
    }
}
