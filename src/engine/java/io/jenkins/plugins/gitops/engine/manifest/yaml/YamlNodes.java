package io.jenkins.plugins.gitops.engine.manifest.yaml;

import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Access to composed YAML nodes, for code that needs positions and not only values. */
public final class YamlNodes {

    private YamlNodes() {}

    /** The pair of that key, as written: nothing is merged. */
    public static Optional<NodeTuple> pair(Node node, String key) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream().filter(pair -> isKey(pair, key)).findFirst()
                : Optional.empty();
    }

    public static Optional<Node> value(Node node, String key) {
        return pair(node, key).map(NodeTuple::getValueNode);
    }

    /** The text of a scalar that is something; empty for null and for collections. */
    public static Optional<String> text(Node node) {
        return node instanceof ScalarNode scalar && !isNull(scalar) ? Optional.of(scalar.getValue()) : Optional.empty();
    }

    public static Optional<String> text(Node node, String key) {
        return value(node, key).flatMap(YamlNodes::text);
    }

    public static List<Node> items(Node node) {
        return node instanceof SequenceNode sequence ? sequence.getValue() : List.of();
    }

    public static boolean isKey(NodeTuple pair, String key) {
        return pair.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key);
    }

    /** {@code <<}, also as {@code !!merge <<}, which yq writes. */
    public static boolean isMerge(NodeTuple pair) {
        return isKey(pair, "<<")
                && (pair.getKeyNode().getTag().equals(PlainScalar.TAG)
                        || pair.getKeyNode().getTag().equals(Tag.MERGE));
    }

    public static boolean isNull(Node node) {
        return node instanceof ScalarNode scalar
                && scalar.getTag().equals(PlainScalar.TAG)
                && PlainScalar.toJson(scalar.getValue())
                        .filter(value -> value.isNull())
                        .isPresent();
    }

    /** Whether nothing at all is written where the node would be. */
    public static boolean isEmpty(Node node) {
        return node.getStartMark().getIndex() == node.getEndMark().getIndex();
    }

    /**
     * Whether the child is written elsewhere and here is only an alias: an anchor comes before its aliases.
     *
     * @param before what is written before the child: its key, the item before it, or the sequence
     */
    public static boolean isAlias(Node before, Node child) {
        return child.getStartMark().getIndex() < before.getStartMark().getIndex() || child == before;
    }
}
