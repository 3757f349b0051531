package io.jenkins.plugins.gitops.engine.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.image.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;

/** How an entry of {@code images} gets a digest and loses its tag; see {@link KustomizationImages} for why so. */
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

    /** @throws io.jenkins.plugins.gitops.engine.GitopsException with file and line, when it cannot be done in place */
    List<Splice> pin(Digest value) {
        List<Splice> splices = new ArrayList<>();
        if (digest.isPresent()) {
            splices.add(edits.replace(written(digest.get()).getValueNode(), value.value()));
            if (entry.newTag().isPresent()) {
                splices.add(edits.replace(written(newTag.orElseThrow()).getValueNode(), ""));
            }
        } else if (newTag.isPresent()) {
            splices.add(edits.replace(newTag.get().getKeyNode(), DIGEST));
            splices.add(edits.replace(written(newTag.get()).getValueNode(), value.value()));
        } else {
            splices.add(added(value));
        }
        return splices;
    }

    /** The same in the entry's meaning. */
    void pin(ObjectNode meaning, Digest value) {
        meaning.put(DIGEST, value.value());
        if (digest.isEmpty()) {
            meaning.remove(NEW_TAG);
        } else if (entry.newTag().isPresent()) {
            meaning.put(NEW_TAG, "");
        }
    }

    /** The entry as it is whatever its digest and tag: both gone behind one name. */
    List<Splice> blank() {
        List<Splice> splices = new ArrayList<>();
        digest.ifPresent(pair -> splices.add(edits.blank(written(pair).getValueNode(), PlainImages.PLACEHOLDER)));
        newTag.ifPresent(pair -> {
            splices.add(edits.blank(written(pair).getValueNode(), PlainImages.PLACEHOLDER));
            if (digest.isEmpty()) {
                splices.add(edits.replace(pair.getKeyNode(), DIGEST));
            }
        });
        return splices;
    }

    /** Behind the name, on a line of its own where the entry has lines. */
    private Splice added(Digest value) {
        NodeTuple last = written(YamlNodes.pair(entry.node(), entry.newName().isPresent() ? "newName" : "name")
                .orElseThrow());
        MappingNode mapping = (MappingNode) entry.node();
        int end = last.getValueNode().getEndMark().getIndex();
        if (mapping.getFlowStyle() == FlowStyle.FLOW) {
            String quote = edits.isDoubleQuoted(last.getKeyNode()) ? "\"" : "";
            return new Splice(end, end, ", " + quote + DIGEST + quote + ": " + quote + value + quote);
        }
        int column = mapping.getValue().get(0).getKeyNode().getStartMark().getColumn();
        return Lines.of(file).after(end, List.of(" ".repeat(column) + DIGEST + ": " + value));
    }

    private NodeTuple written(NodeTuple pair) {
        if (YamlNodes.isAlias(pair.getKeyNode(), pair.getValueNode())) {
            throw Problems.at(
                    file.at(pair.getKeyNode()),
                    "cannot be edited in place: the value is an alias",
                    "Write the value on its line");
        }
        return pair;
    }
}
