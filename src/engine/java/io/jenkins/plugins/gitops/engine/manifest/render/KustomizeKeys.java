package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlNodes;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Which keys a kustomization may have, wherever a key decides what kustomize reads. kustomize takes keys in any case, and
 * merges mappings ({@code <<}); what is followed here is found by its exact name, so every other name is refused.
 *
 * @param known the keys of each mapping, by its path as in {@link KustomizeField#path()}; mappings of other paths may have
 *     any keys but merges
 */
record KustomizeKeys(Map<String, Set<String>> known) {

    private static final Set<String> MAP_OR_SECRET =
            Set.of("namespace", "name", "behavior", "literals", "files", "envs", "env", "options", "type");
    private static final Set<String> PATCH = Set.of("path", "patch", "target", "options");
    private static final Set<String> REPLACEMENT = Set.of("path", "source", "targets", "sourceValue");

    /** As of kustomize 5 (api/types/kustomization.go and the types that it uses). */
    static final KustomizeKeys OF_KUSTOMIZATION = new KustomizeKeys(Map.of(
            "",
            Set.of(
                    "apiVersion",
                    "kind",
                    "metadata",
                    "openapi",
                    "namePrefix",
                    "nameSuffix",
                    "namespace",
                    "commonLabels",
                    "labels",
                    "commonAnnotations",
                    "patchesStrategicMerge",
                    "patchesJson6902",
                    "patches",
                    "images",
                    "imageTags",
                    "replacements",
                    "replicas",
                    "vars",
                    "sortOptions",
                    "resources",
                    "components",
                    "crds",
                    "bases",
                    "configMapGenerator",
                    "secretGenerator",
                    "helmGlobals",
                    "helmCharts",
                    "helmChartInflationGenerator",
                    "generatorOptions",
                    "configurations",
                    "generators",
                    "transformers",
                    "validators",
                    "buildMetadata"),
            "openapi",
            Set.of("path", "version"),
            "configMapGenerator[]",
            MAP_OR_SECRET,
            "secretGenerator[]",
            MAP_OR_SECRET,
            "patches[]",
            PATCH,
            "patchesJson6902[]",
            PATCH,
            "replacements[]",
            REPLACEMENT));

    /** Of the configuration of all built-in generators and transformers (api/internal/builtins). */
    static final KustomizeKeys OF_PLUGIN = new KustomizeKeys(Map.of(
            "",
            Set.of(
                    "apiVersion",
                    "kind",
                    "metadata",
                    "annotations",
                    "behavior",
                    "cloud",
                    "env",
                    "envs",
                    "fieldSpecs",
                    "files",
                    "imageTag",
                    "jsonOp",
                    "kubernetesService",
                    "labels",
                    "literals",
                    "name",
                    "namespace",
                    "options",
                    "patch",
                    "patches",
                    "path",
                    "paths",
                    "prefix",
                    "replacements",
                    "replica",
                    "serviceAccount",
                    "setRoleBindingSubjects",
                    "suffix",
                    "target",
                    "targetFilePath",
                    "targets",
                    "type",
                    "unsetOnly",
                    "value"),
            "replacements[]",
            REPLACEMENT));

    /** Reports each key that is not known, and each merge. To be called when the aliases of the file are known to be few. */
    void check(YamlFile file, Node document, FileProblems problems) {
        check(file, document, "", problems);
    }

    private void check(YamlFile file, Node node, String path, FileProblems problems) {
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> check(file, item, path + "[]", problems));
        } else if (node instanceof MappingNode mapping) {
            for (NodeTuple pair : mapping.getValue()) {
                String key = pair.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
                problems.collect(() -> key(file, pair, key, path));
                check(file, pair.getValueNode(), path.isEmpty() ? key : path + "." + key, problems);
            }
        }
    }

    private void key(YamlFile file, NodeTuple pair, String key, String path) {
        if (YamlNodes.isMerge(pair)) {
            throw FileProblems.at(
                    file.at(pair.getKeyNode()),
                    "'<<' merges mappings, which is not followed in what kustomize reads as its configuration",
                    "Write the fields out");
        }
        Set<String> allowed = known.get(path);
        if (allowed != null && !allowed.contains(key)) {
            Predicate<String> meant = key::equalsIgnoreCase;
            throw FileProblems.at(
                    file.at(pair.getKeyNode()),
                    "'" + key + "' is no field that is known here" + (path.isEmpty() ? "" : " (" + path + ")"),
                    allowed.stream()
                            .filter(meant)
                            .findFirst()
                            .map(name -> "Write it as '" + name + "'")
                            .orElse("Correct its name, or take it out"));
        }
    }
}
