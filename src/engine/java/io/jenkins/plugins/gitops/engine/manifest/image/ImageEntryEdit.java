package io.jenkins.plugins.gitops.engine.manifest.image;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ImageEntry;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import io.jenkins.plugins.gitops.engine.manifest.yaml.LineEdits;
import io.jenkins.plugins.gitops.engine.manifest.yaml.PlainScalar;
import io.jenkins.plugins.gitops.engine.manifest.yaml.ScalarEdits;
import io.jenkins.plugins.gitops.engine.manifest.yaml.TextEdit;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;

/** How an entry of {@code images} gets a digest and loses its tag; {@link KustomizationImages} says why. */
final class ImageEntryEdit {

    private static final String DIGEST = "digest";
    private static final String NEW_TAG = "newTag";

    private final YamlFile file;
    private final ScalarEdits edits;
    private final ImageEntry entry;
    private final Optional<NodeTuple> digest;
    private final Optional<NodeTuple> newTag;

    ImageEntryEdit(YamlFile file, ScalarEdits edits, ImageEntry entry) {
        this.file = file;
        this.edits = edits;
        this.entry = entry;
        this.digest = YamlNodes.pair(entry.node(), DIGEST);
        this.newTag = YamlNodes.pair(entry.node(), NEW_TAG);
    }

    /**
     * Sets the digest of an image, and its tag as the set says.
     *
     * @throws io.jenkins.plugins.gitops.engine.GitopsException with file and line, when it cannot be done in place
     */
    List<TextEdit> pin(ImageReference image, RequestedImages images) {
        String value = image.digest().orElseThrow().value();
        Optional<String> tag = images.tagBeside(image);
        Optional<String> comment = images.tagInComment(image);
        List<TextEdit> textEdits = new ArrayList<>();
        if (digest.isPresent()) {
            Node node = written(digest.get()).getValueNode();
            textEdits.add(edits.replace(node, value));
            TagComment.set(file, node, comment).ifPresent(textEdits::add);
            if (newTag.isPresent() && (tag.isPresent() || entry.newTag().isPresent())) {
                textEdits.add(edits.fill(written(newTag.get()).getValueNode(), tag.orElse("")));
            } else {
                tag.ifPresent(text -> textEdits.add(behind(name(), NEW_TAG, text, Optional.empty())));
            }
        } else if (newTag.isPresent() && tag.isPresent()) {
            textEdits.add(edits.fill(written(newTag.get()).getValueNode(), tag.get()));
            textEdits.add(behind(newTag.get(), DIGEST, value, comment));
        } else if (newTag.isPresent()) {
            Node node = written(newTag.get()).getValueNode();
            textEdits.add(edits.replace(newTag.get().getKeyNode(), DIGEST));
            textEdits.add(edits.replace(node, value));
            TagComment.set(file, node, comment).ifPresent(textEdits::add);
        } else {
            tag.ifPresent(text -> textEdits.add(behind(name(), NEW_TAG, text, Optional.empty())));
            textEdits.add(behind(name(), DIGEST, value, comment));
        }
        return textEdits;
    }

    /** Makes the same change in the entry's JSON. */
    void pin(ObjectNode json, ImageReference image, RequestedImages images) {
        Optional<String> tag = images.tagBeside(image);
        json.put(DIGEST, image.digest().orElseThrow().value());
        if (tag.isPresent()) {
            json.put(NEW_TAG, tag.get());
        } else if (digest.isEmpty()) {
            json.remove(NEW_TAG);
        } else if (entry.newTag().isPresent()) {
            json.put(NEW_TAG, "");
        }
    }

    private NodeTuple name() {
        return YamlNodes.pair(entry.node(), entry.newName().isPresent() ? "newName" : "name")
                .orElseThrow();
    }

    /** A new field behind another one, on a line of its own where the entry has lines. */
    private TextEdit behind(NodeTuple other, String key, String value, Optional<String> comment) {
        NodeTuple last = written(other);
        MappingNode mapping = (MappingNode) entry.node();
        int end = last.getValueNode().getEndMark().getIndex();
        if (mapping.getFlowStyle() == FlowStyle.FLOW) {
            boolean json = edits.isDoubleQuoted(last.getKeyNode());
            String name = json ? '"' + key + '"' : key;
            return new TextEdit(end, end, ", " + name + ": " + (json ? '"' + value + '"' : PlainScalar.written(value)));
        }
        int column = mapping.getValue().get(0).getKeyNode().getStartMark().getColumn();
        String line = " ".repeat(column) + key + ": " + PlainScalar.written(value);
        return LineEdits.of(file)
                .after(end, List.of(line + comment.map(tag -> " # tag: " + tag).orElse("")));
    }

    private NodeTuple written(NodeTuple pair) {
        if (YamlNodes.isAlias(pair.getKeyNode(), pair.getValueNode())) {
            throw FileProblems.at(
                    file.at(pair.getKeyNode()),
                    "cannot be edited in place: the value is an alias",
                    "Write the value on its line");
        }
        return pair;
    }
}
