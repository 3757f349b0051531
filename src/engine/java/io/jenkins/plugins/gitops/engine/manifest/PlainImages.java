package io.jenkins.plugins.gitops.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;

/** The images of one plain file. */
final class PlainImages {

    /** Stands for any digest and tag where two versions of a file are compared. */
    static final String PLACEHOLDER = "@IMAGE";

    private final YamlFile file;
    private final List<JsonNode> meanings;
    private final List<ImageFields.Field> fields = new ArrayList<>();

    /** @throws io.jenkins.plugins.gitops.engine.GitopsException when the content is not valid */
    PlainImages(String path, byte[] content) {
        this.file = YamlFile.parse(path, content);
        this.meanings = meanings(file);
        file.documents().forEach(document -> fields.addAll(ImageFields.in(file, document)));
    }

    List<ImageFields.Field> fields() {
        return fields;
    }

    List<ImageReference> references() {
        return fields.stream()
                .flatMap(field -> WrittenImage.reference(field.text()).stream())
                .toList();
    }

    /** Sets the images that stand here; what cannot be edited is noted as a problem. */
    FileEdit set(ImageSet images, Problems problems) {
        ScalarEdits edits = new ScalarEdits(file);
        List<Splice> splices = new ArrayList<>();
        List<ImageChange> changes = new ArrayList<>();
        Set<Node> edited = Collections.newSetFromMap(new IdentityHashMap<>());
        fields.stream()
                .filter(field -> !field.aliased())
                .forEach(field -> problems.collect(() -> {
                    if (isToChange(field, images)) {
                        splices.add(edits.replace(field.value(), images.pinned(field.text())));
                        images.forText(field.text())
                                .flatMap(image -> TagComment.set(file, field.value(), images.tagInComment(image)))
                                .ifPresent(splices::add);
                        edited.add(field.value());
                        changes.add(new ImageChange(field.location(), field.text(), images.pinned(field.text())));
                    }
                }));
        fields.stream()
                .filter(ImageFields.Field::aliased)
                .forEach(field -> problems.collect(() -> {
                    if (isToChange(field, images) && !edited.contains(field.value())) {
                        throw Problems.at(
                                field.location(),
                                "the image " + field.text() + " cannot be edited in place: it is an alias of line "
                                        + (field.value().getStartMark().getLine() + 1),
                                "Write the image here instead of the alias");
                    }
                }));
        return checked(images, problems, splices, changes);
    }

    private FileEdit checked(ImageSet images, Problems problems, List<Splice> splices, List<ImageChange> changes) {
        byte[] content = Splice.apply(file, splices);
        if (problems.isEmpty() && !splices.isEmpty()) {
            meanings.forEach(meaning -> ImageFields.replace(meaning, images::pinned));
            if (!meanings.equals(meanings(YamlFile.parse(file.path(), content)))) {
                problems.add(
                        changes.get(0).location(),
                        "the image cannot be edited in place: something else would change with it",
                        "Look for an alias (*name) of the image or of its container, and write that out");
            }
        }
        return new FileEdit(content, changes);
    }

    private static boolean isToChange(ImageFields.Field field, ImageSet images) {
        if (images.digestFor(field.text()).isEmpty()) {
            return false;
        }
        if (WrittenImage.reference(field.text()).isEmpty()) {
            throw Problems.at(
                    field.location(),
                    "the image '" + field.text() + "' cannot be edited in place: it is "
                            + (WrittenImage.isTemplate(field.text()) ? "a template" : "not a valid reference"),
                    "Write a plain image reference there");
        }
        return !images.pinned(field.text()).equals(field.text());
    }

    /** The file with a placeholder for tag and digest of every image that could be set. */
    byte[] withoutImages() {
        ScalarEdits edits = new ScalarEdits(file);
        List<Splice> splices = new ArrayList<>();
        for (ImageFields.Field field : fields) {
            if (!field.aliased()) {
                new Problems()
                        .collect(() -> WrittenImage.reference(field.text()).ifPresent(image -> {
                            splices.add(edits.blank(field.value(), image.name() + PLACEHOLDER));
                            TagComment.set(file, field.value(), Optional.empty())
                                    .ifPresent(splices::add);
                        }));
            }
        }
        return Splice.apply(file, splices);
    }

    private static List<JsonNode> meanings(YamlFile file) {
        return file.documents().stream()
                .map(document -> YamlMeaning.of(file, document))
                .toList();
    }
}
