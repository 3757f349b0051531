package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlNodes;
import java.util.List;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;

/**
 * A field of a kustomization in which something stands that kustomize reads.
 *
 * @param path its keys, with {@code []} after those that hold a list
 * @param names what stands there
 */
public record KustomizeField(String path, Names names) {

    public enum Names {
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
        PLUGIN
    }

    /** Of a kustomization: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/, old fields too. */
    static final List<KustomizeField> OF_KUSTOMIZATION = List.of(
            new KustomizeField("resources[]", Names.RESOURCE),
            new KustomizeField("bases[]", Names.RESOURCE),
            new KustomizeField("components[]", Names.RESOURCE),
            new KustomizeField("crds[]", Names.YAML_FILE),
            new KustomizeField("configurations[]", Names.YAML_FILE),
            new KustomizeField("openapi.path", Names.FILE),
            new KustomizeField("patches[].path", Names.YAML_FILE),
            new KustomizeField("patches[].patch", Names.TEXT),
            new KustomizeField("patchesStrategicMerge[]", Names.FILE_OR_TEXT),
            new KustomizeField("patchesJson6902[].path", Names.YAML_FILE),
            new KustomizeField("patchesJson6902[].patch", Names.TEXT),
            new KustomizeField("replacements[].path", Names.YAML_FILE),
            new KustomizeField("configMapGenerator[].files[]", Names.KEYED_FILE),
            new KustomizeField("configMapGenerator[].envs[]", Names.FILE),
            new KustomizeField("configMapGenerator[].env", Names.FILE),
            new KustomizeField("secretGenerator[].files[]", Names.KEYED_FILE),
            new KustomizeField("secretGenerator[].envs[]", Names.FILE),
            new KustomizeField("secretGenerator[].env", Names.FILE),
            new KustomizeField("generators[]", Names.PLUGIN),
            new KustomizeField("transformers[]", Names.PLUGIN),
            new KustomizeField("validators[]", Names.PLUGIN));

    /** Of the configuration of a built-in generator or transformer. */
    static final List<KustomizeField> OF_PLUGIN = List.of(
            new KustomizeField("path", Names.YAML_FILE),
            new KustomizeField("patch", Names.TEXT),
            new KustomizeField("paths[]", Names.FILE_OR_TEXT),
            new KustomizeField("files[]", Names.KEYED_FILE),
            new KustomizeField("envs[]", Names.FILE),
            new KustomizeField("env", Names.FILE),
            new KustomizeField("replacements[].path", Names.YAML_FILE));

    /** What stands in this field below a node. */
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
