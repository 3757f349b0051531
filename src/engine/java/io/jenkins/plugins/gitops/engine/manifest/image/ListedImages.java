package io.jenkins.plugins.gitops.engine.manifest.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ToolImages;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import io.jenkins.plugins.gitops.engine.manifest.yaml.NodePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.ScalarEdits;
import io.jenkins.plugins.gitops.engine.manifest.yaml.TextEdit;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.yaml.snakeyaml.nodes.MappingNode;

/** The edits of lists {@code images} that stand in objects of a plain file; only entries that are there are edited. */
final class ListedImages {

    private final YamlFile file;
    private final ScalarEdits edits;
    private final List<TextEdit> textEdits = new ArrayList<>();
    private final List<ImageChange> changes = new ArrayList<>();
    private final List<Consumer<List<JsonNode>>> expected = new ArrayList<>();

    ListedImages(YamlFile file, ScalarEdits edits) {
        this.file = file;
        this.edits = edits;
    }

    List<TextEdit> textEdits() {
        return textEdits;
    }

    List<ImageChange> changes() {
        return changes;
    }

    /** Plans the edits that set the images in a mapping's list; what prevents one is added to the problems. */
    void set(NodePath holder, RequestedImages images, FileProblems problems) {
        ToolImages.entries(holder.node()).forEach(entry -> entry.repository()
                .flatMap(images::forRepository)
                .filter(image -> !image.digest().map(Object::toString).equals(entry.digest()))
                .ifPresent(image -> problems.collect(() -> {
                    ImageEntryEdit edit = new ImageEntryEdit(file, edits, entry);
                    textEdits.addAll(edit.pin(image, images));
                    expected.add(documents -> edit.pin(
                            (ObjectNode) holder.in(documents).path("images").get(entry.index()), image, images));
                    changes.add(new ImageChange(
                            file.at(entry.node()),
                            entry.written(),
                            images.pinned(entry.repository().orElseThrow(), image)));
                })));
    }

    /** Sets the images in the JSON of the file's documents, as the edits do in its text. */
    void put(List<JsonNode> documents) {
        expected.forEach(each -> each.accept(documents));
    }

    /** The edits that remove what {@link #set} could change in a mapping's list. */
    List<TextEdit> blank(NodePath holder) {
        return holder.node() instanceof MappingNode mapping
                ? KustomizationWithoutVersions.edits(file, mapping, edits)
                : List.of();
    }
}
