package io.jenkins.plugins.gitops.engine.manifest.image;

import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.Kustomization;
import io.jenkins.plugins.gitops.engine.manifest.yaml.LineEdits;
import io.jenkins.plugins.gitops.engine.manifest.yaml.PlainScalar;
import io.jenkins.plugins.gitops.engine.manifest.yaml.ScalarEdits;
import io.jenkins.plugins.gitops.engine.manifest.yaml.TextEdit;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * New entries for a kustomization's {@code images}, in the style of the file: its indentation, its flow or block
 * style, its quotes in JSON. These are proposals: the caller checks that the result has the expected JSON.
 */
final class ImageEntryAddition {

    private final YamlFile file;
    private final MappingNode root;
    private final Optional<NodeTuple> list;
    private final RequestedImages images;
    private final LineEdits lines;
    private final String quote;

    ImageEntryAddition(Kustomization kustomization, ScalarEdits edits, RequestedImages images) {
        this.file = kustomization.file();
        this.root = kustomization.content();
        this.list = YamlNodes.pair(root, "images");
        this.images = images;
        this.lines = LineEdits.of(file);
        boolean json = root.getFlowStyle() == FlowStyle.FLOW
                && edits.isDoubleQuoted(root.getValue().get(0).getKeyNode());
        this.quote = json ? "\"" : "";
    }

    /** Edits of which each would add the images, the best first; one that changes nothing, when there are none to add. */
    List<TextEdit> candidates(List<ImageReference> added) {
        if (added.isEmpty()) {
            return List.of(new TextEdit(0, 0, ""));
        }
        if (list.isEmpty()) {
            return root.getFlowStyle() == FlowStyle.FLOW
                    ? List.of(appended(root, key("images") + "[" + flow(added) + "]"))
                    : List.of(lines.atEnd(newKey(added)), lines.before(start(root), newKey(added)));
        }
        Node value = list.get().getValueNode();
        if (value instanceof SequenceNode items && items.getFlowStyle() == FlowStyle.FLOW) {
            return List.of(appended(items, flow(added)));
        }
        if (value instanceof SequenceNode items && !items.getValue().isEmpty()) {
            return List.of(lines.after(lastEnd(items), block(dash(items), added)));
        }
        // 'images:' with nothing, or null, behind it.
        String indent = " ".repeat(root.getStartMark().getColumn() + listIndent());
        int end = value.getEndMark().getIndex();
        return List.of(
                lines.after(end, block(indent + "- ", added)),
                new TextEdit(value.getStartMark().getIndex(), end, "[" + flow(added) + "]"));
    }

    private List<String> newKey(List<ImageReference> added) {
        String indent = " ".repeat(root.getStartMark().getColumn());
        List<String> result = new ArrayList<>(List.of(indent + "images:"));
        result.addAll(block(indent + " ".repeat(listIndent()) + "- ", added));
        return result;
    }

    private List<String> block(String dash, List<ImageReference> added) {
        List<String> result = new ArrayList<>();
        String indent = " ".repeat(dash.length());
        for (ImageReference image : added) {
            result.add(dash + "name: " + PlainScalar.written(image.name()));
            images.tagBeside(image).ifPresent(tag -> result.add(indent + "newTag: " + PlainScalar.written(tag)));
            result.add(indent + "digest: " + image.digest().orElseThrow()
                    + images.tagInComment(image).map(tag -> " # tag: " + tag).orElse(""));
        }
        return result;
    }

    private String flow(List<ImageReference> added) {
        return added.stream()
                .map(image -> "{" + key("name") + quoted(image.name()) + ", "
                        + images.tagBeside(image)
                                .map(tag -> key("newTag") + quoted(tag) + ", ")
                                .orElse("")
                        + key("digest") + quoted(image.digest().orElseThrow().value()) + "}")
                .collect(Collectors.joining(", "));
    }

    private String key(String name) {
        return quote + name + quote + ": ";
    }

    private String quoted(String value) {
        return quote.isEmpty() && PlainScalar.isSafe(value) ? value : '"' + value + '"';
    }

    /** How far the file's lists stand inside their key. */
    private int listIndent() {
        return root.getValue().stream()
                .filter(pair -> pair.getValueNode() instanceof SequenceNode list && isBlock(list))
                .findFirst()
                .map(pair -> dash((SequenceNode) pair.getValueNode()).indexOf('-')
                        - root.getStartMark().getColumn())
                .orElse(0);
    }

    private static boolean isBlock(SequenceNode list) {
        return list.getFlowStyle() == FlowStyle.BLOCK && !list.getValue().isEmpty();
    }

    /** What stands before a list's first item in its line: indentation, dash, and space. */
    private String dash(SequenceNode list) {
        int item = file.offset(list.getValue().get(0).getStartMark().getIndex());
        int dash = file.text().lastIndexOf('-', item - 1);
        int line = file.text().lastIndexOf('\n', dash) + 1;
        String gap = file.text().substring(dash + 1, item);
        return " ".repeat(dash - line) + "-" + (gap.isBlank() && !gap.contains("\n") ? gap : " ");
    }

    /** Behind the last item of a flow collection; before its closing bracket, where a comma or nothing precedes that. */
    private TextEdit appended(CollectionNode<?> collection, String text) {
        int close = collection.getEndMark().getIndex() - 1;
        String before = file.text().substring(0, file.offset(close)).stripTrailing();
        if (collection.getValue().isEmpty() || before.endsWith(",")) {
            return new TextEdit(close, close, before.endsWith(",") ? " " + text : text);
        }
        int end = before.codePointCount(0, before.length());
        return new TextEdit(end, end, ", " + text);
    }

    private static int start(Node node) {
        return node.getStartMark().getIndex() - node.getStartMark().getColumn();
    }

    /** Where a node's last character is written; block collections end later, behind comments. */
    private static int lastEnd(Node node) {
        if (node instanceof MappingNode mapping
                && mapping.getFlowStyle() == FlowStyle.BLOCK
                && !mapping.getValue().isEmpty()) {
            NodeTuple last = mapping.getValue().get(mapping.getValue().size() - 1);
            boolean alias = YamlNodes.isAlias(last.getKeyNode(), last.getValueNode());
            return lastEnd(alias ? last.getKeyNode() : last.getValueNode());
        }
        if (node instanceof SequenceNode list && isBlock(list)) {
            return lastEnd(list.getValue().get(list.getValue().size() - 1));
        }
        return node instanceof ScalarNode scalar && scalar.getScalarStyle() != null && isBlockScalar(scalar)
                ? node.getEndMark().getIndex() - 1
                : node.getEndMark().getIndex();
    }

    private static boolean isBlockScalar(ScalarNode scalar) {
        return switch (scalar.getScalarStyle()) {
            case LITERAL, FOLDED -> true;
            default -> false;
        };
    }
}
