package io.jenkins.plugins.gitops.engine.manifest.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.gitops.engine.fuzz.FuzzTests;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TestTrees;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlToJson;
import java.util.List;
import java.util.Map;

/** What kustomize and Helm are given: followed, checked and written anew before they run. */
class RenderFuzzTest extends FuzzTests {

    private static final String KUSTOMIZATION = "k8s/kustomization.yaml";
    private static final String OBJECT = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
    private static final FileTree FILES = TestTrees.of(
            "k8s/a.yaml",
            OBJECT,
            "k8s/deployment.yaml",
            OBJECT,
            "k8s/patch.yaml",
            OBJECT,
            "k8s/replicas.yaml",
            OBJECT,
            "k8s/app.properties",
            "a=b",
            "k8s/sub/other.properties",
            "a=b",
            "k8s/component/kustomization.yaml",
            "kind: Component\n",
            "base/kustomization.yaml",
            "namePrefix: a-\n",
            "elsewhere/kustomization.yaml",
            "namePrefix: b-\n");

    @FuzzTest
    void kustomize_input(byte[] input) {
        check(() -> assertHandedOnAsChecked(FILES.with(Map.of(KUSTOMIZATION, input))));
    }

    @FuzzTest
    void patch(byte[] input) {
        FileTree tree = TestTrees.of(KUSTOMIZATION, "resources: [patch.yaml]\n").with(Map.of("k8s/patch.yaml", input));
        check(() -> {
            FileTree checked = assertHandedOnAsChecked(tree);

            assertThat(YamlToJson.all(YamlFile.parse("patch.yaml", checked.read("k8s/patch.yaml"))))
                    .isEqualTo(YamlToJson.all(YamlFile.parse("patch.yaml", input)));
        });
    }

    @FuzzTest
    void values_schema(byte[] input) {
        FileTree tree = TestTrees.of("chart/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n");
        check(() -> HelmInputs.of(
                tree.with(Map.of("chart/" + HelmInputs.SCHEMA, input)), new HelmChart("chart", List.of())));
    }

    /** What is written anew passes the same check, refers to the same files, and is written the same a second time. */
    private static FileTree assertHandedOnAsChecked(FileTree tree) {
        KustomizeInputs inputs = KustomizeInputs.of(tree, KUSTOMIZATION);
        KustomizeInputs again = KustomizeInputs.of(inputs.checked(), KUSTOMIZATION);
        assertThat(again.files()).isEqualTo(inputs.files());
        for (String file : inputs.files()) {
            assertThat(again.checked().read(file))
                    .as(file)
                    .isEqualTo(inputs.checked().read(file));
        }
        return inputs.checked();
    }
}
