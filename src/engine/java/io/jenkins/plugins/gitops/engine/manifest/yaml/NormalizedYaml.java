package io.jenkins.plugins.gitops.engine.manifest.yaml;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.jenkins.plugins.gitops.engine.GitopsException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Writes a file's documents anew, from the nodes that were read and checked, for a program that reads YAML by rules of its
 * own. Nothing is left in which two readers can differ: no comment, anchor, alias, merge, tag or key that is written twice,
 * and each text stands in quotes. What may be a number, a boolean, a date or nothing stays as it was written: the program
 * decides what it is, as it would have done.
 */
public final class NormalizedYaml {

    /** Longest key that every reader takes without a question mark, in characters. */
    private static final int KEY = 1000;

    /** Indentation can make a deeply nested document much longer. In characters. */
    private static final int LENGTH = 16 * 1024 * 1024;

    /** What any version of YAML takes for something else than a text, and more. Bounded, and without a colon at the end. */
    private static final Pattern NO_TEXT = Pattern.compile("(?i:null|true|false|yes|no|on|off|y|n)|~"
            + "|[-+]?\\.?[0-9][-+.0-9A-Za-z_:]{0,99}(?<!:)|[0-9]{4}-[-+0-9TtZz:. ]{3,40}[0-9Zz]");

    private final YamlFile file;
    private final Map<Node, String> replaced;
    private final StringBuilder out = new StringBuilder();

    private NormalizedYaml(YamlFile file, Map<Node, String> replaced) {
        this.file = file;
        this.replaced = replaced;
    }

    /**
     * The documents that hold something.
     *
     * @param replaced other texts for some of the scalars, by identity
     * @throws GitopsException with file and line, when a document is not what {@link YamlToJson} takes
     */
    public static String of(YamlFile file, Map<Node, String> replaced) {
        NormalizedYaml normalized = new NormalizedYaml(file, replaced);
        for (Node document : file.documents()) {
            if (!YamlNodes.isNull(document)) {
                YamlToJson.of(file, document);
                normalized.document(document);
            }
        }
        String written = normalized.out.toString();
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(written)) {
            throw FileProblems.at(
                    new FileLocation(file.path(), 0),
                    "it has half of a character: a surrogate without the other",
                    "Write the character itself");
        }
        return written;
    }

    private void document(Node node) {
        if (!out.isEmpty()) {
            out.append("---\n");
        }
        if (node instanceof ScalarNode scalar) {
            out.append(scalar(scalar)).append('\n');
        } else if (isEmpty(node)) {
            out.append(empty(node));
        } else {
            collection(node, 0);
        }
    }

    private void collection(Node node, int indent) {
        if (node instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                entry("-", item, indent);
            }
            return;
        }
        for (NodeTuple pair : pairs((MappingNode) node).values()) {
            String key = scalar((ScalarNode) pair.getKeyNode());
            if (key.length() > KEY) {
                throw at(pair.getKeyNode(), "a key is longer than " + KEY + " characters", "Shorten it");
            }
            entry(key + ":", pair.getValueNode(), indent);
        }
    }

    private void entry(String lead, Node value, int indent) {
        out.append(" ".repeat(indent)).append(lead);
        if (value instanceof ScalarNode scalar) {
            String text = scalar(scalar);
            out.append(text.isEmpty() ? "" : " ").append(text).append('\n');
        } else if (isEmpty(value)) {
            out.append(' ').append(empty(value));
        } else {
            out.append('\n');
            collection(value, indent + 1);
        }
        if (out.length() > LENGTH) {
            throw at(value, "written out, the file is longer than " + LENGTH + " characters", "Split it");
        }
    }

    /** The pairs of a mapping with those that {@code <<} brings, which YamlToJson has checked. */
    private static Map<String, NodeTuple> pairs(MappingNode mapping) {
        Map<String, NodeTuple> pairs = new LinkedHashMap<>();
        for (NodeTuple pair : mapping.getValue()) {
            if (YamlNodes.isMerge(pair)) {
                Node source = pair.getValueNode();
                for (Node each : source instanceof SequenceNode several ? several.getValue() : List.of(source)) {
                    pairs((MappingNode) each).forEach(pairs::putIfAbsent);
                }
            } else {
                pairs.put(((ScalarNode) pair.getKeyNode()).getValue(), pair);
            }
        }
        return pairs;
    }

    private String scalar(ScalarNode scalar) {
        String text = replaced.getOrDefault(scalar, scalar.getValue());
        Tag tag = scalar.getTag();
        if (tag.equals(PlainScalar.TAG)) {
            // Nothing stays nothing: kustomize tells it from a null that is written out.
            return text.isEmpty() || NO_TEXT.matcher(text).matches() ? text : quoted(text);
        }
        return tag.equals(Tag.STR) || tag.equals(Tag.TIMESTAMP)
                ? quoted(text)
                : PlainScalar.toJson(text).orElseThrow().toString();
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (char each : JsonStringEncoder.getInstance().quoteAsString(text)) {
            // What YAML takes for the end of a line, or does not allow.
            boolean special = each >= '\u007f' && each <= '\u009f'
                    || each == '\u2028'
                    || each == '\u2029'
                    || each == '\ufeff'
                    || each >= '\ufffe';
            quoted.append(special ? String.format("\\u%04X", (int) each) : String.valueOf(each));
        }
        return quoted.append('"').toString();
    }

    private static boolean isEmpty(Node node) {
        return node instanceof SequenceNode sequence
                ? sequence.getValue().isEmpty()
                : ((MappingNode) node).getValue().isEmpty();
    }

    private static String empty(Node node) {
        return node instanceof SequenceNode ? "[]\n" : "{}\n";
    }

    private GitopsException at(Node node, String problem, String remedy) {
        return FileProblems.at(file.at(node), problem, remedy);
    }
}
