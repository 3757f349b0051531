package io.jenkins.plugins.gitops.engine.manifest.yaml;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.NearestName;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Keys and values that a person wrote as settings. Nothing is merged and nothing is guessed: a key that is not known, one that is
 * there twice, and a value of another shape are errors with file, line and way out.
 */
public final class SettingsMapping {

    private final YamlFile file;
    private final Node node;

    private SettingsMapping(YamlFile file, Node node) {
        this.file = file;
        this.node = node;
        if (!(node instanceof MappingNode)) {
            throw at(node, "there are no keys and values here", "Write 'key: value' in lines below each other");
        }
        requireOnce();
    }

    /**
     * The one document of a file.
     *
     * @throws GitopsException when there is none, or more than one
     */
    public static SettingsMapping of(YamlFile file) {
        if (file.documents().size() != 1) {
            throw new GitopsException(
                    file.path() + " has " + (file.documents().isEmpty() ? "no document" : "more than one document"),
                    "Write one document, without '---' between its parts");
        }
        return new SettingsMapping(file, file.documents().get(0));
    }

    private void requireOnce() {
        Map<String, NodeTuple> seen = new LinkedHashMap<>();
        for (NodeTuple pair : pairs()) {
            if (seen.put(name(pair), pair) != null) {
                throw at(
                        pair.getKeyNode(),
                        "'" + shown(name(pair)) + "' is there twice",
                        "Keep one of them; YAML does not say which would count");
            }
        }
    }

    private List<NodeTuple> pairs() {
        return ((MappingNode) node).getValue();
    }

    private static String name(NodeTuple pair) {
        return pair.getKeyNode() instanceof ScalarNode name ? name.getValue() : "";
    }

    private static String shown(String text) {
        return ShownText.line(text, TextLimits.SHOWN);
    }

    /** The keys in their order. */
    public List<String> keys() {
        return pairs().stream().map(SettingsMapping::name).toList();
    }

    /** Refuses a key that is not known, and names the nearest known one. */
    public void require(Collection<String> known) {
        for (NodeTuple pair : pairs()) {
            if (!known.contains(name(pair))) {
                throw at(
                        pair.getKeyNode(),
                        "'" + shown(name(pair)) + "' is not known here",
                        NearestName.of(name(pair), known)
                                .map(near -> "Did you mean '" + near + "'?")
                                .orElse("Known are " + String.join(", ", known)));
            }
        }
    }

    /** Where this mapping begins. */
    public FileLocation location() {
        return file.at(node);
    }

    /** Where a key is; this mapping's place where it is not there. */
    public FileLocation location(String key) {
        return YamlNodes.pair(node, key).map(pair -> file.at(pair.getKeyNode())).orElseGet(this::location);
    }

    /** The error at a key. */
    public GitopsException at(String key, String problem, String remedy) {
        return new GitopsException(location(key) + ": " + problem, remedy);
    }

    private GitopsException at(Node place, String problem, String remedy) {
        return new GitopsException(file.at(place) + ": " + problem, remedy);
    }

    /** Runs a check of what a key holds: its error gets file and line. */
    public <T> T checked(String key, Supplier<T> check) {
        try {
            return check.get();
        } catch (GitopsException e) {
            throw at(key, e.getMessage(), e.remedy());
        }
    }

    /** A text, a number or a truth value as it is written. */
    public Optional<String> text(String key) {
        Optional<Node> value = YamlNodes.value(node, key);
        Optional<String> text = value.flatMap(YamlNodes::text);
        if (value.isPresent() && text.isEmpty()) {
            throw at(value.get(), "'" + key + "' has no text", "Write a text, or leave the key out");
        }
        return text;
    }

    /** As {@link #text}, where it has to be there. */
    public String needed(String key) {
        return text(key).orElseThrow(() -> at(node, "'" + key + "' is missing", "Add the line '" + key + ": ...'"));
    }

    /** Texts in a list; a single one may stand without. */
    public List<String> texts(String key) {
        Optional<Node> value = YamlNodes.value(node, key);
        if (value.isEmpty()) {
            return List.of();
        }
        Optional<String> single = YamlNodes.text(value.get());
        if (single.isPresent()) {
            return List.of(single.get());
        }
        if (YamlNodes.items(value.get()).isEmpty()) {
            throw at(
                    value.get(),
                    "'" + key + "' is neither a text nor a list with texts",
                    "Write a text or a list, or leave the key out");
        }
        List<String> texts = new ArrayList<>();
        for (Node item : YamlNodes.items(value.get())) {
            texts.add(YamlNodes.text(item)
                    .orElseThrow(() -> at(item, "'" + key + "' has something that is no text", "Write texts alone")));
        }
        return texts;
    }

    /** The mapping below a key; one without keys where nothing is written there, and where the key is not there. */
    public SettingsMapping mapping(String key) {
        return YamlNodes.value(node, key)
                .map(child -> new SettingsMapping(file, YamlNodes.isNull(child) ? emptyLike(child) : child))
                .orElseGet(() -> new SettingsMapping(file, emptyLike(node)));
    }

    /** The mappings below each of its keys, in their order. */
    public Map<String, SettingsMapping> mappings() {
        Map<String, SettingsMapping> all = new LinkedHashMap<>();
        keys().forEach(key -> all.put(key, mapping(key)));
        return all;
    }

    /** The mappings in the list of a key; none where it has no list. */
    public List<SettingsMapping> items(String key) {
        return YamlNodes.value(node, key).map(YamlNodes::items).orElse(List.of()).stream()
                .map(item -> new SettingsMapping(file, item))
                .toList();
    }

    private static MappingNode emptyLike(Node node) {
        return new MappingNode(
                Tag.MAP, true, List.of(), node.getStartMark(), node.getEndMark(), DumperOptions.FlowStyle.BLOCK);
    }
}
