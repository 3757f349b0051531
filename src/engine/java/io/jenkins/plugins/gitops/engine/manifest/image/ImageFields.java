package io.jenkins.plugins.gitops.engine.manifest.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.manifest.yaml.PlainScalar;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlNodes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Where a plain manifest holds an image: {@code image} of the items of lists of containers, at any depth. */
final class ImageFields {

    private static final Set<String> LISTS = Set.of("containers", "initContainers", "ephemeralContainers");
    private static final String IMAGE = "image";

    private final YamlFile file;
    private final List<Field> found = new ArrayList<>();
    private final Set<Node> byAlias = Collections.newSetFromMap(new IdentityHashMap<>());

    private ImageFields(YamlFile file) {
        this.file = file;
    }

    /**
     * An image's value.
     *
     * @param value the scalar
     * @param aliased whether it is written elsewhere, and an alias or a merge here refers to it
     * @param location where the manifest names it
     */
    record Field(ScalarNode value, boolean aliased, FileLocation location) {
        String text() {
            return value.getValue();
        }
    }

    /** The fields of a document, in their order. {@code YamlToJson} must be able to convert it: that bounds its aliases. */
    static List<Field> in(YamlFile file, Node document) {
        ImageFields fields = new ImageFields(file);
        fields.walk(document, false);
        return fields.found;
    }

    /** Replaces the text of the same fields in a document's JSON. */
    static void replace(JsonNode value, UnaryOperator<String> change) {
        value.forEach(child -> replace(child, change));
        LISTS.forEach(list -> value.path(list).forEach(item -> {
            if (item instanceof ObjectNode container && container.path(IMAGE).isTextual()) {
                container.put(IMAGE, change.apply(container.path(IMAGE).asText()));
            }
        }));
    }

    private void walk(Node node, boolean aliased) {
        if (aliased && !byAlias.add(node)) {
            return;
        }
        if (node instanceof MappingNode mapping) {
            for (NodeTuple pair : mapping.getValue()) {
                boolean alias = aliased || YamlNodes.isAlias(pair.getKeyNode(), pair.getValueNode());
                if (LISTS.stream().anyMatch(list -> YamlNodes.isKey(pair, list))) {
                    containers(pair.getValueNode(), alias);
                }
                walk(pair.getValueNode(), alias);
            }
        } else {
            items(node, aliased, this::walk);
        }
    }

    private void containers(Node list, boolean aliased) {
        if (list instanceof SequenceNode) {
            items(list, aliased, this::container);
        }
    }

    private void container(Node item, boolean aliased) {
        if (!(item instanceof MappingNode mapping)) {
            return;
        }
        for (NodeTuple pair : mapping.getValue()) {
            Node value = pair.getValueNode();
            boolean alias = aliased || YamlNodes.isAlias(pair.getKeyNode(), value);
            if (YamlNodes.isMerge(pair)) {
                container(value, true);
                YamlNodes.items(value).forEach(merged -> container(merged, true));
            } else if (YamlNodes.isKey(pair, IMAGE) && value instanceof ScalarNode scalar && isText(scalar)) {
                found.add(new Field(scalar, alias, file.at(aliased ? item : pair.getKeyNode())));
            }
        }
    }

    private interface NodeVisitor {
        void at(Node node, boolean aliased);
    }

    private static void items(Node sequence, boolean aliased, NodeVisitor visitor) {
        Node before = sequence;
        for (Node item : YamlNodes.items(sequence)) {
            boolean alias = aliased || YamlNodes.isAlias(before, item);
            visitor.at(item, alias);
            before = alias ? before : item;
        }
    }

    private static boolean isText(ScalarNode scalar) {
        return !scalar.getTag().equals(PlainScalar.TAG)
                || PlainScalar.toJson(scalar.getValue())
                        .filter(JsonNode::isTextual)
                        .isPresent();
    }
}
