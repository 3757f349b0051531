package io.jenkins.plugins.gitops.engine.manifest.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ImageElsewhere;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ImageField;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ImagePart;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ImageText;
import io.jenkins.plugins.gitops.engine.manifest.image.place.MarkedImages;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ToolImages;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ToolObject;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import io.jenkins.plugins.gitops.engine.manifest.yaml.ScalarEdits;
import io.jenkins.plugins.gitops.engine.manifest.yaml.TextEdit;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlToJson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;

/** The images of one plain file. */
final class PlainImages implements ImageFile {

    private final YamlFile file;
    private final List<ImageFields.Field> fields = new ArrayList<>();
    /** Null until they were looked for. */
    private ToolImages toolImages;

    /** @throws io.jenkins.plugins.gitops.engine.GitopsException when the content is not valid */
    PlainImages(String path, byte[] content) {
        this(path, content, true);
    }

    private PlainImages(String path, byte[] content, boolean ofContainers) {
        this.file = YamlFile.parse(path, content);
        // Fails early: what follows relies on a file without cycles and duplicate keys.
        YamlToJson.all(file);
        if (ofContainers) {
            file.documents().forEach(document -> fields.addAll(ImageFields.in(file, document)));
        }
    }

    /** Without those of containers, for a file where a kustomization sets these. */
    static PlainImages withoutContainers(String path, byte[] content) {
        return new PlainImages(path, content, false);
    }

    /** Those of containers alone: what a kustomization's {@code images} apply to. */
    Stream<ImageReference> ofContainers() {
        return fields.stream().flatMap(field -> ImageText.reference(field.text()).stream());
    }

    @Override
    public List<ImageReference> references() {
        return Stream.concat(ofContainers(), tools().references()).toList();
    }

    @Override
    public Stream<ImageReference> named() {
        return Stream.of(
                        fields.stream().flatMap(field -> ImageText.repository(field.text()).stream()),
                        MarkedImages.in(file, new ScalarEdits(file)).stream()
                                .flatMap(imageField -> imageField.image().stream()),
                        tools().named())
                .flatMap(all -> all);
    }

    private ToolImages tools() {
        if (toolImages == null) {
            toolImages = ToolObject.in(file);
        }
        return toolImages;
    }

    /** Whether an object of another tool is here. */
    boolean hasAny() {
        return tools().isAny();
    }

    /** Where an object of another tool names the image, if one does. */
    Optional<FileLocation> location(ImageReference image) {
        return tools().location(image);
    }

    /** What another tool may take the image from, when no object here names it. */
    Optional<ImageElsewhere> elsewhere(ImageReference image) {
        return tools().elsewhere(image);
    }

    @Override
    public FileEdit set(RequestedImages images, FileProblems problems) {
        ScalarEdits edits = new ScalarEdits(file);
        ToolImages tools = tools();
        ImageFieldEdits parts = new ImageFieldEdits();
        List<ImageField> imageFields = MarkedImages.before(tools.fields(), MarkedImages.in(file, edits));
        parts.set(imageFields, images, problems);
        ListedImages listed = new ListedImages(file, edits);
        tools.holders().forEach(holder -> listed.set(holder, images, problems));
        List<TextEdit> textEdits = new ArrayList<>(parts.textEdits());
        textEdits.addAll(listed.textEdits());
        List<ImageChange> changes = new ArrayList<>();
        Set<Node> edited = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Node> claimed = nodes(imageFields);
        fields.stream()
                .filter(field -> !field.aliased() && !claimed.contains(field.value()))
                .forEach(field -> problems.collect(() -> {
                    if (isToChange(field, images)) {
                        textEdits.add(edits.replace(field.value(), images.pinned(field.text())));
                        images.forText(field.text())
                                .flatMap(image -> TagComment.set(file, field.value(), images.tagInComment(image)))
                                .ifPresent(textEdits::add);
                        edited.add(field.value());
                        changes.add(new ImageChange(field.location(), field.text(), images.pinned(field.text())));
                    }
                }));
        fields.stream()
                .filter(ImageFields.Field::aliased)
                .forEach(field -> problems.collect(() -> {
                    if (isToChange(field, images)
                            && !edited.contains(field.value())
                            && !claimed.contains(field.value())) {
                        throw FileProblems.at(
                                field.location(),
                                "the image " + field.text() + " cannot be edited in place: it is an alias of line "
                                        + (field.value().getStartMark().getLine() + 1),
                                "Write the image here instead of the alias");
                    }
                }));
        changes.addAll(parts.changes());
        changes.addAll(listed.changes());
        FileEdit edit = new FileEdit(TextEdit.apply(file, textEdits), changes);
        if (problems.isEmpty() && !textEdits.isEmpty()) {
            List<JsonNode> expected = ToolObject.json(file);
            if (!fields.isEmpty()) {
                expected.forEach(json -> ImageFields.replace(json, images::pinned));
            }
            parts.put(expected);
            listed.put(expected);
            if (!edit.has(expected, file.path(), ToolObject::json)) {
                problems.add(
                        changes.get(0).location(),
                        "the image cannot be edited in place: something else would change with it",
                        "Write out the alias (*name) of the image or of its container");
            }
        }
        return edit;
    }

    private static Set<Node> nodes(List<ImageField> imageFields) {
        Set<Node> nodes = Collections.newSetFromMap(new IdentityHashMap<>());
        imageFields.forEach(imageField ->
                imageField.slots().forEach(slot -> nodes.add(slot.nodePath().node())));
        return nodes;
    }

    private static boolean isToChange(ImageFields.Field field, RequestedImages images) {
        if (images.digestFor(field.text()).isEmpty()) {
            return false;
        }
        if (ImageText.reference(field.text()).isEmpty()) {
            throw FileProblems.at(
                    field.location(),
                    "the image '" + field.text() + "' cannot be edited in place: it is "
                            + (ImageText.isTemplate(field.text()) ? "a template" : "not a valid reference"),
                    "Write a plain image reference there");
        }
        return !images.pinned(field.text()).equals(field.text());
    }

    /** The file with a placeholder for tag and digest of every image that could be set. */
    byte[] withoutImages() {
        ScalarEdits edits = new ScalarEdits(file);
        ToolImages tools = tools();
        List<ImageField> imageFields = MarkedImages.before(tools.fields(), MarkedImages.in(file, edits));
        Set<Node> claimed = nodes(imageFields);
        List<TextEdit> textEdits = new ArrayList<>(new ImageFieldEdits().blank(imageFields));
        ListedImages listed = new ListedImages(file, edits);
        tools.holders().forEach(holder -> textEdits.addAll(listed.blank(holder)));
        for (ImageFields.Field field : fields) {
            if (!field.aliased() && !claimed.contains(field.value())) {
                new FileProblems()
                        .collect(() -> ImageText.reference(field.text()).ifPresent(image -> {
                            textEdits.add(edits.blank(field.value(), image.name() + ImagePart.PLACEHOLDER));
                            TagComment.set(file, field.value(), Optional.empty())
                                    .ifPresent(textEdits::add);
                        }));
            }
        }
        return TextEdit.apply(file, textEdits);
    }
}
