package io.jenkins.plugins.gitops.engine.manifest.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML document as the JSON that kubectl would send for it: aliases and merges resolved, duplicate keys refused, keys
 * that look like numbers or booleans as strings. One instance reads one document, within the {@link YamlLimits}.
 */
public final class YamlToJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Map<Tag, Predicate<JsonNode>> EXPLICIT = Map.of(
            Tag.INT, JsonNode::isIntegralNumber,
            Tag.FLOAT, JsonNode::isNumber,
            Tag.BOOL, JsonNode::isBoolean,
            Tag.NULL, JsonNode::isNull);

    private final YamlFile file;
    private final AliasLimit aliasLimit;

    private YamlToJson(YamlFile file) {
        this.file = file;
        this.aliasLimit = new AliasLimit(file);
    }

    /**
     * The value of a document.
     *
     * @throws GitopsException with file and line, when it has no JSON value or is beyond the limits
     */
    public static JsonNode of(YamlFile file, Node document) {
        return new YamlToJson(file).value(document);
    }

    /** The values of all documents. */
    public static List<JsonNode> all(YamlFile file) {
        return file.documents().stream().map(document -> of(file, document)).toList();
    }

    /** A key as the value has it. */
    static String key(YamlFile file, Node node) {
        return new YamlToJson(file).key(node);
    }

    private JsonNode value(Node node) {
        if (node instanceof ScalarNode scalar) {
            aliasLimit.scalar(scalar);
            return scalar(scalar);
        }
        aliasLimit.enter(node);
        JsonNode value = node instanceof SequenceNode sequence ? array(sequence) : object((MappingNode) node);
        aliasLimit.leave(node);
        return value;
    }

    private ArrayNode array(SequenceNode sequence) {
        check(sequence, Tag.SEQ);
        ArrayNode array = JSON.arrayNode(sequence.getValue().size());
        sequence.getValue().forEach(item -> array.add(value(item)));
        return array;
    }

    private ObjectNode object(MappingNode mapping) {
        check(mapping, Tag.MAP);
        ObjectNode object = JSON.objectNode();
        Set<String> merged = new HashSet<>();
        for (NodeTuple pair : mapping.getValue()) {
            if (YamlNodes.isMerge(pair)) {
                merge(pair, object, merged);
                continue;
            }
            String key = key(pair.getKeyNode());
            if (object.has(key) && !merged.remove(key)) {
                throw at(pair.getKeyNode(), "the key '" + key + "' is written twice", "Keep one of them");
            }
            object.set(key, value(pair.getValueNode()));
        }
        return object;
    }

    /** Adds what {@code <<} brings; in {@code merged} are then the keys that a key written out may override. */
    private void merge(NodeTuple pair, ObjectNode object, Set<String> merged) {
        Node source = pair.getValueNode();
        for (Node each : source instanceof SequenceNode several ? several.getValue() : List.of(source)) {
            if (!(value(each) instanceof ObjectNode brought)) {
                throw at(pair.getKeyNode(), "'<<' merges something that is no mapping", "Merge mappings only");
            }
            for (Map.Entry<String, JsonNode> field : brought.properties()) {
                String key = field.getKey();
                if (!object.has(key)) {
                    object.set(key, field.getValue());
                    merged.add(key);
                } else if (!merged.contains(key)) {
                    // go-yaml v2 lets the merge win over a key before it; go-yaml v3 and the specification do not.
                    throw at(
                            pair.getKeyNode(),
                            "'<<' brings '" + key
                                    + "', which is written before it: tools disagree which of them counts",
                            "Write '<<' as the first key of the mapping");
                }
            }
        }
    }

    private String key(Node node) {
        JsonNode key = node instanceof ScalarNode scalar ? scalar(scalar) : JSON.nullNode();
        if (key.isNull()) {
            throw at(node, "a key must be a string", "Quote it");
        }
        return key.asText();
    }

    private JsonNode scalar(ScalarNode scalar) {
        String text = scalar.getValue();
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.STR) || tag.equals(Tag.TIMESTAMP)) {
            return TextNode.valueOf(text);
        }
        JsonNode value = PlainScalar.toJson(text)
                .orElseThrow(() -> at(scalar, "'" + text + "' is not a number that JSON knows", "Quote it"));
        if (tag.equals(PlainScalar.TAG) && scalar.getScalarStyle() == ScalarStyle.PLAIN) {
            return value;
        }
        if (!EXPLICIT.getOrDefault(tag, unknown -> false).test(value)) {
            throw tag(scalar);
        }
        return value;
    }

    private void check(Node node, Tag expected) {
        if (!node.getTag().equals(expected)) {
            throw tag(node);
        }
    }

    /** A text that begins with an exclamation mark and has no quotes is a tag, also when it is a password. */
    private GitopsException tag(Node node) {
        String tag =
                file.mayHoldSecret() ? "a tag" : "the tag '" + node.getTag().getValue() + "'";
        return at(node, tag + " does not fit here", "Take the tag away; a text that begins with '!' needs quotes");
    }

    private GitopsException at(Node node, String problem, String remedy) {
        return FileProblems.at(file.at(node), problem, remedy);
    }
}
