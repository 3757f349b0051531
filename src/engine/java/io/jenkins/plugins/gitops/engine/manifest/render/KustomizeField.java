package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlNodes;
import java.util.List;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;

/**
 * A field of a kustomization whose value kustomize reads as a file or as YAML.
 *
 * @param path its keys, with {@code []} after those that hold a list
 * @param type what its value is
 */
public record KustomizeField(String path, ValueType type) {

    public enum ValueType {
        /** Any file, taken as it is. */
        FILE,
        /** A file of YAML or JSON. */
        YAML_FILE,
        /** {@code key=file}, or the file alone. */
        KEYED_FILE,
        /** YAML itself. */
        TEXT,
        /** A file, or YAML itself. */
        FILE_OR_TEXT,
        /** A file with objects, or a directory with a kustomization. */
        RESOURCE,
        /** A file that configures a generator or transformer, or YAML itself. */
        PLUGIN;

        /** Whether the value itself can be YAML. */
        boolean mayBeText() {
            return this == TEXT || this == FILE_OR_TEXT || this == PLUGIN;
        }

        /** Whether a file that is named is read as YAML. */
        boolean isReadAsYaml() {
            return this != FILE && this != KEYED_FILE;
        }
    }

    /** Of a kustomization: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/, old fields too. */
    static final List<KustomizeField> OF_KUSTOMIZATION = List.of(
            new KustomizeField("resources[]", ValueType.RESOURCE),
            new KustomizeField("bases[]", ValueType.RESOURCE),
            new KustomizeField("components[]", ValueType.RESOURCE),
            new KustomizeField("crds[]", ValueType.YAML_FILE),
            new KustomizeField("configurations[]", ValueType.YAML_FILE),
            new KustomizeField("openapi.path", ValueType.FILE),
            new KustomizeField("patches[].path", ValueType.YAML_FILE),
            new KustomizeField("patches[].patch", ValueType.TEXT),
            new KustomizeField("patchesStrategicMerge[]", ValueType.FILE_OR_TEXT),
            new KustomizeField("patchesJson6902[].path", ValueType.YAML_FILE),
            new KustomizeField("patchesJson6902[].patch", ValueType.TEXT),
            new KustomizeField("replacements[].path", ValueType.YAML_FILE),
            new KustomizeField("configMapGenerator[].files[]", ValueType.KEYED_FILE),
            new KustomizeField("configMapGenerator[].envs[]", ValueType.FILE),
            new KustomizeField("configMapGenerator[].env", ValueType.FILE),
            new KustomizeField("secretGenerator[].files[]", ValueType.KEYED_FILE),
            new KustomizeField("secretGenerator[].envs[]", ValueType.FILE),
            new KustomizeField("secretGenerator[].env", ValueType.FILE),
            new KustomizeField("generators[]", ValueType.PLUGIN),
            new KustomizeField("transformers[]", ValueType.PLUGIN),
            new KustomizeField("validators[]", ValueType.PLUGIN));

    /** Of the configuration of a built-in generator or transformer. */
    static final List<KustomizeField> OF_PLUGIN = List.of(
            new KustomizeField("path", ValueType.YAML_FILE),
            new KustomizeField("patch", ValueType.TEXT),
            new KustomizeField("jsonOp", ValueType.TEXT),
            new KustomizeField("patches", ValueType.TEXT),
            new KustomizeField("targetFilePath", ValueType.YAML_FILE),
            new KustomizeField("paths[]", ValueType.FILE_OR_TEXT),
            new KustomizeField("files[]", ValueType.KEYED_FILE),
            new KustomizeField("envs[]", ValueType.FILE),
            new KustomizeField("env", ValueType.FILE),
            new KustomizeField("replacements[].path", ValueType.YAML_FILE));

    /** Whether what a Secret is made of is named here: by mistake, it can be a value of the Secret. */
    boolean isOfSecret(Node document) {
        return path.startsWith("secretGenerator")
                || YamlNodes.text(document, "kind").orElse("").equals("SecretGenerator");
    }

    /** The text as kustomize reads it: it takes the blanks off a patch, with the last line's end of a block in it. */
    String read(String text) {
        return path.equals("patches[].patch") || path.equals("patch") ? text.strip() : text;
    }

    /** The values of this field in a node. */
    public Stream<Node> in(Node node) {
        Stream<Node> found = Stream.of(node);
        for (String part : path.split("\\.")) {
            boolean list = part.endsWith("[]");
            String key = list ? part.substring(0, part.length() - 2) : part;
            found = found.flatMap(each -> YamlNodes.value(each, key).stream());
            found = list ? found.flatMap(each -> YamlNodes.items(each).stream()) : found;
        }
        return found;
    }
}
