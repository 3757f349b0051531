package io.jenkins.plugins.gitops.engine.manifest.image;

import io.jenkins.plugins.gitops.engine.manifest.image.place.ImagePart;
import io.jenkins.plugins.gitops.engine.manifest.render.Kustomization;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import io.jenkins.plugins.gitops.engine.manifest.yaml.ScalarEdits;
import io.jenkins.plugins.gitops.engine.manifest.yaml.TextEdit;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlNodes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A kustomization without the tags and digests in its {@code images}, to compare two versions of it. Removed are the fields
 * that hold them, entries that hold nothing else, and a list without entries; so a kustomization to which an entry was
 * added equals the one before. Comments that people wrote stay, with the rest of their line. What cannot be parsed for
 * removal stays too, and then counts as a difference.
 */
final class KustomizationWithoutVersions {

    private static final String DIGEST = "digest";

    private final YamlFile file;
    private final MappingNode root;
    private final ScalarEdits edits;
    private final List<TextEdit> textEdits = new ArrayList<>();

    private KustomizationWithoutVersions(YamlFile file, MappingNode root, ScalarEdits edits) {
        this.file = file;
        this.root = root;
        this.edits = edits;
    }

    static byte[] of(Kustomization kustomization) {
        YamlFile file = kustomization.file();
        return withoutLastBreaks(TextEdit.apply(file, edits(file, kustomization.content(), new ScalarEdits(file))));
    }

    /** The edits that remove them from a mapping that has {@code images} as a kustomization has them. */
    static List<TextEdit> edits(YamlFile file, MappingNode holder, ScalarEdits edits) {
        KustomizationWithoutVersions without = new KustomizationWithoutVersions(file, holder, edits);
        YamlNodes.pair(holder, "images").ifPresent(without::list);
        return without.textEdits;
    }

    /**
     * The edits for one entry.
     *
     * @param whole remove the entry; none, when it holds more than a name and versions
     * @param versions remove its versions
     */
    private record Entry(List<TextEdit> whole, List<TextEdit> versions) {}

    private void list(NodeTuple pair) {
        Node list = pair.getValueNode();
        if (YamlNodes.isAlias(pair.getKeyNode(), list) || !(YamlNodes.isNull(list) || list instanceof SequenceNode)) {
            return;
        }
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < YamlNodes.items(list).size(); i++) {
            entries.add(entry((SequenceNode) list, i));
        }
        boolean allGo = entries.stream().noneMatch(entry -> entry.whole().isEmpty());
        Optional<TextEdit> key = allGo ? key(pair, list).or(() -> value(pair, list)) : Optional.empty();
        key.ifPresent(textEdits::add);
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            boolean goes = !entry.whole().isEmpty() && (!flow(list) || i > 0);
            if (key.isEmpty() || !flow(list)) {
                textEdits.addAll(goes ? entry.whole() : entry.versions());
            }
        }
    }

    /** Removes the list's key, and the list too where both are in one line. */
    private Optional<TextEdit> key(NodeTuple pair, Node list) {
        if (flow(root)) {
            return behindComma(root, root.getValue().indexOf(pair), list);
        }
        boolean inLine = flow(list) || YamlNodes.isNull(list);
        return ownLine(pair.getKeyNode(), inLine ? list : pair.getKeyNode(), "", inLine ? "" : ":");
    }

    /** Removes the list alone, where its key has a comment in its line. */
    private Optional<TextEdit> value(NodeTuple pair, Node list) {
        int behind = pair.getKeyNode().getEndMark().getIndex() + 1;
        boolean inLine = flow(list) || YamlNodes.isNull(list) && !YamlNodes.isEmpty(list);
        boolean colon = file.text().charAt(file.offset(behind) - 1) == ':';
        return inLine && colon
                ? Optional.of(new TextEdit(behind, list.getEndMark().getIndex(), ""))
                : Optional.empty();
    }

    private Entry entry(SequenceNode list, int index) {
        Node item = list.getValue().get(index);
        List<TextEdit> versions = new ArrayList<>();
        if (!(item instanceof MappingNode mapping)
                || YamlNodes.text(item, "name").isEmpty()) {
            return new Entry(List.of(), versions);
        }
        boolean nothingElse = true;
        for (int i = 0; i < mapping.getValue().size(); i++) {
            NodeTuple pair = mapping.getValue().get(i);
            if (YamlNodes.isKey(pair, DIGEST) || YamlNodes.isKey(pair, "newTag")) {
                Optional<TextEdit> removed = i == 0 ? Optional.empty() : removed(mapping, i);
                nothingElse &= removed.isPresent();
                removed.ifPresentOrElse(versions::add, () -> new FileProblems().collect(() -> blank(pair, versions)));
            } else {
                nothingElse &= i == 0 && YamlNodes.isKey(pair, "name");
            }
        }
        return new Entry(nothingElse ? whole(list, index, mapping, versions) : List.of(), versions);
    }

    private List<TextEdit> whole(SequenceNode list, int index, MappingNode item, List<TextEdit> versions) {
        if (flow(list)) {
            Node before = index == 0 ? item : list.getValue().get(index - 1);
            return index == 0
                    ? List.of(new TextEdit(
                            item.getStartMark().getIndex(), item.getEndMark().getIndex(), ""))
                    : comma(before, item, item).stream().toList();
        }
        if (flow(item)) {
            return ownLine(item, item, "-[ \t]+", "").stream().toList();
        }
        NodeTuple name = item.getValue().get(0);
        List<TextEdit> all = new ArrayList<>(versions);
        return ownLine(name.getKeyNode(), name.getValueNode(), "-[ \t]+", "")
                .map(line -> {
                    all.add(line);
                    return List.copyOf(all);
                })
                .orElse(List.of());
    }

    private Optional<TextEdit> removed(MappingNode mapping, int index) {
        NodeTuple pair = mapping.getValue().get(index);
        if (YamlNodes.isAlias(pair.getKeyNode(), pair.getValueNode())) {
            return Optional.empty();
        }
        return flow(mapping)
                ? behindComma(mapping, index, pair.getValueNode())
                : ownLine(pair.getKeyNode(), pair.getValueNode(), "", "");
    }

    /** Replaces either field by an empty one, in its line. */
    private void blank(NodeTuple pair, List<TextEdit> into) {
        into.add(edits.replace(pair.getKeyNode(), DIGEST));
        into.add(edits.blank(pair.getValueNode(), ImagePart.PLACEHOLDER));
        TagComment.set(file, pair.getValueNode(), Optional.empty()).ifPresent(into::add);
    }

    /** Removes the whole line, if it holds nothing else. */
    private Optional<TextEdit> ownLine(Node first, Node last, String before, String after) {
        String text = file.text();
        int from = file.offset(first.getStartMark().getIndex());
        int line = text.lastIndexOf('\n', from - 1) + 1;
        line += text.startsWith("\uFEFF") && line == 0 ? 1 : 0;
        String rest = file.restOfLine(last.getEndMark().getIndex());
        int end = file.offset(last.getEndMark().getIndex()) + rest.length();
        int next = text.indexOf('\n', end);
        boolean own = text.substring(line, from).matches("[ \t]*" + before)
                && rest.matches(after + "(?:[ \t]+# tag: [\\w.-]+)?[ \t]*")
                && text.indexOf('\n', from) == next;
        return own
                ? Optional.of(new TextEdit(points(line), points(next < 0 ? text.length() : next + 1), ""))
                : Optional.empty();
    }

    private int points(int offset) {
        return file.text().codePointCount(0, offset);
    }

    private Optional<TextEdit> behindComma(MappingNode mapping, int index, Node last) {
        return index == 0
                ? Optional.empty()
                : comma(
                        mapping.getValue().get(index - 1).getValueNode(),
                        mapping.getValue().get(index).getKeyNode(),
                        last);
    }

    private Optional<TextEdit> comma(Node previous, Node from, Node to) {
        int start = previous.getEndMark().getIndex();
        int next = from.getStartMark().getIndex();
        boolean clear = start <= next
                && file.text().substring(file.offset(start), file.offset(next)).matches("\\s*,\\s*");
        return clear ? Optional.of(new TextEdit(start, to.getEndMark().getIndex(), "")) : Optional.empty();
    }

    private static boolean flow(Node node) {
        return node instanceof MappingNode mapping
                ? mapping.getFlowStyle() == FlowStyle.FLOW
                : node instanceof SequenceNode list && list.getFlowStyle() == FlowStyle.FLOW;
    }

    private static byte[] withoutLastBreaks(byte[] content) {
        return new String(content, StandardCharsets.UTF_8).stripTrailing().getBytes(StandardCharsets.UTF_8);
    }
}
