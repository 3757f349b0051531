package io.jenkins.plugins.gitops.engine.manifest.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A node with the path to it. The document must be one that {@link YamlToJson} can convert. A node that several aliases
 * or merges refer to has a path at each of these places.
 *
 * @param document the document's index in the file, from 0
 * @param path keys and indexes, as the document's JSON has them
 * @param aliased whether the node is written elsewhere, and here is only an alias or a merge
 * @param location where it is named
 */
public record NodePath(
        YamlFile file, int document, List<Object> path, Node node, boolean aliased, FileLocation location) {

    /** The roots of a file's documents. */
    public static List<NodePath> roots(YamlFile file) {
        List<NodePath> roots = new ArrayList<>();
        for (Node node : file.documents()) {
            roots.add(new NodePath(file, roots.size(), List.of(), node, false, file.at(node)));
        }
        return roots;
    }

    /** This and all below it. */
    public Stream<NodePath> all() {
        return Stream.concat(Stream.of(this), children().stream().flatMap(NodePath::all));
    }

    private List<NodePath> children() {
        if (node instanceof MappingNode) {
            return List.copyOf(fields().values());
        }
        List<NodePath> children = new ArrayList<>();
        Node before = node;
        for (Node item : YamlNodes.items(node)) {
            boolean alias = YamlNodes.isAlias(before, item);
            children.add(
                    child(children.size(), item, aliased || alias, aliased ? location : file.at(alias ? node : item)));
            before = alias ? before : item;
        }
        return children;
    }

    /** A mapping's values by their keys, with what is merged into it; none for other nodes. */
    public Map<String, NodePath> fields() {
        Map<String, NodePath> fields = new LinkedHashMap<>();
        fields(node, aliased, fields);
        return fields;
    }

    private void fields(Node mapping, boolean brought, Map<String, NodePath> fields) {
        if (!(mapping instanceof MappingNode pairs)) {
            return;
        }
        List<Node> merged = new ArrayList<>();
        for (NodeTuple pair : pairs.getValue()) {
            if (YamlNodes.isMerge(pair)) {
                Node source = pair.getValueNode();
                merged.addAll(YamlNodes.items(source).isEmpty() ? List.of(source) : YamlNodes.items(source));
                continue;
            }
            String key = YamlToJson.key(file, pair.getKeyNode());
            boolean alias = brought || YamlNodes.isAlias(pair.getKeyNode(), pair.getValueNode());
            fields.putIfAbsent(
                    key, child(key, pair.getValueNode(), alias, brought ? location : file.at(pair.getKeyNode())));
        }
        merged.forEach(source -> fields(source, true, fields));
    }

    private NodePath child(Object step, Node child, boolean brought, FileLocation at) {
        List<Object> steps = new ArrayList<>(path);
        steps.add(step);
        return new NodePath(file, document, List.copyOf(steps), child, brought, at);
    }

    /** The last step of the path: a key, or an index as text; empty for a root. */
    public String key() {
        return path.isEmpty() ? "" : String.valueOf(path.get(path.size() - 1));
    }

    /** The node below this one at these keys and indexes; empty when there is none. */
    public Optional<NodePath> at(List<Object> steps) {
        Optional<NodePath> found = Optional.of(this);
        for (Object step : steps) {
            found = found.flatMap(nodePath -> nodePath.children().stream()
                    .filter(child -> child.path().get(child.path().size() - 1).equals(step))
                    .findFirst());
        }
        return found;
    }

    /** The nodes of a list below this one at these keys; none when there is no list. */
    public List<NodePath> items(Object... steps) {
        return at(List.of(steps))
                .filter(list -> list.node() instanceof SequenceNode)
                .map(NodePath::children)
                .orElse(List.of());
    }

    /** The text of a scalar below this one at these keys; empty for what is null or missing, and for collections. */
    public String textAt(Object... steps) {
        return at(List.of(steps)).map(NodePath::text).orElse("");
    }

    /** The text of a scalar; empty for what is null, and for collections. */
    public String text() {
        return YamlNodes.text(node).orElse("");
    }

    public boolean isMapping() {
        return node instanceof MappingNode;
    }

    public boolean isScalar() {
        return node instanceof ScalarNode;
    }

    /** The value at this path in the JSON of the file's documents; a missing node where there is none. */
    public JsonNode in(List<JsonNode> documents) {
        return in(documents, path);
    }

    private JsonNode in(List<JsonNode> documents, List<Object> steps) {
        JsonNode value = documents.get(document);
        for (Object step : steps) {
            value = step instanceof Integer index ? value.path(index) : value.path(String.valueOf(step));
        }
        return value;
    }

    /** Replaces the value at this path in the JSON of the file's documents. */
    public void put(List<JsonNode> documents, String text) {
        JsonNode parent = in(documents, path.subList(0, path.size() - 1));
        if (parent instanceof ObjectNode object) {
            object.put(key(), text);
        } else if (parent instanceof ArrayNode array) {
            array.set((Integer) path.get(path.size() - 1), text);
        }
    }
}
