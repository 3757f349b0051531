package io.jenkins.plugins.gitops.engine.manifest.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ImageField;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ImagePart;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ImageText;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import io.jenkins.plugins.gitops.engine.manifest.yaml.NodePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.ScalarEdits;
import io.jenkins.plugins.gitops.engine.manifest.yaml.TextEdit;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.Node;

/** The edits that set images in the {@link ImageField}s of one file. */
final class ImageFieldEdits {

    private final Map<YamlFile, ScalarEdits> edits = new IdentityHashMap<>();
    private final List<TextEdit> textEdits = new ArrayList<>();
    private final List<ImageChange> changes = new ArrayList<>();
    private final List<Expected> expected = new ArrayList<>();
    private final Map<Node, String> edited = new IdentityHashMap<>();

    private record Expected(NodePath nodePath, String text) {}

    List<TextEdit> textEdits() {
        return textEdits;
    }

    List<ImageChange> changes() {
        return changes;
    }

    /** Plans the edits that set the images; what prevents one is added to the problems. */
    void set(List<ImageField> imageFields, RequestedImages images, FileProblems problems) {
        List<Planned> planned = new ArrayList<>();
        imageFields.forEach(imageField -> imageField
                .image()
                .flatMap(images::forRepository)
                .ifPresent(image -> problems.collect(
                        () -> planned(imageField, image, images).ifPresent(planned::add))));
        // Values that are written here come first: aliases of them change with them.
        for (boolean aliased : new boolean[] {false, true}) {
            planned.forEach(plan -> problems.collect(() -> set(plan, images, aliased)));
        }
    }

    private record Planned(ImageField imageField, ImageReference image, List<String> texts) {}

    private Optional<Planned> planned(ImageField imageField, ImageReference image, RequestedImages images) {
        if (imageField.obstacle().isPresent()) {
            ImageField.Obstacle obstacle = imageField.obstacle().get();
            throw FileProblems.at(
                    imageField.location(), "the image " + image.name() + " " + obstacle.problem(), obstacle.remedy());
        }
        if (imageField.slots().stream()
                .anyMatch(slot -> slot.part().pins(slot.nodePath().text(), image))) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        for (ImageField.Slot slot : imageField.slots()) {
            texts.add(text(imageField, slot, image, images));
        }
        return Optional.of(new Planned(imageField, image, texts));
    }

    private void set(Planned plan, RequestedImages images, boolean aliased) {
        ImageField imageField = plan.imageField();
        boolean changed = false;
        for (int i = 0; i < plan.texts().size(); i++) {
            ImageField.Slot slot = imageField.slots().get(i);
            if (slot.nodePath().aliased() == aliased
                    && !slot.nodePath().text().equals(plan.texts().get(i))) {
                set(slot, plan.texts().get(i), plan.image(), images);
                changed = !aliased;
            }
        }
        if (changed) {
            List<String> before = imageField.slots().stream()
                    .map(slot -> slot.nodePath().text())
                    .toList();
            changes.add(new ImageChange(
                    imageField.location(), imageField.written(before), imageField.written(plan.texts())));
        }
    }

    private String text(ImageField imageField, ImageField.Slot slot, ImageReference image, RequestedImages images) {
        String written = slot.nodePath().text();
        boolean same = slot.part() != ImagePart.REFERENCE
                || ImageText.reference(written)
                        .filter(reference -> isOf(imageField, reference))
                        .isPresent();
        if (!slot.part().fits(written) || !same || !slot.nodePath().isScalar()) {
            String what = ImageText.isTemplate(written) ? "a template" : "'" + written + "'";
            throw FileProblems.at(
                    slot.nodePath().location(),
                    "the image " + image.name() + " cannot be edited in place: the value is " + what,
                    "Write a plain value of it there once");
        }
        return slot.part()
                .text(written, image, images.tagBeside(image))
                .orElseThrow(() -> FileProblems.at(
                        slot.nodePath().location(),
                        "'" + slot.nodePath().key() + "' needs a tag, and " + image + " has none",
                        "Name the image with its tag, as name:tag@sha256:..., or write 'digest: \"\"' beside it if the"
                                + " chart reads that"));
    }

    /** Values may name the registry in a field of its own; then the written reference is only the end of the name. */
    private static boolean isOf(ImageField imageField, ImageReference written) {
        ImageReference own = imageField.image().orElseThrow();
        return own.sameRepository(written) || own.name().endsWith("/" + written.name());
    }

    private void set(ImageField.Slot slot, String text, ImageReference image, RequestedImages images) {
        NodePath nodePath = slot.nodePath();
        if (nodePath.aliased()) {
            if (!text.equals(edited.get(nodePath.node()))) {
                throw FileProblems.at(
                        nodePath.location(),
                        "the image " + image.name() + " cannot be edited in place: it is an alias of line "
                                + (nodePath.node().getStartMark().getLine() + 1),
                        "Write the image here instead of the alias");
            }
        } else {
            textEdits.add(edits(nodePath).fill(nodePath.node(), text));
            edited.put(nodePath.node(), text);
            if (slot.part().isWhole()) {
                TagComment.set(nodePath.file(), nodePath.node(), images.tagInComment(image))
                        .ifPresent(textEdits::add);
            }
        }
        expected.add(new Expected(nodePath, text));
    }

    /** Sets the images in the JSON of the file's documents, as the edits do in its text. */
    void put(List<JsonNode> documents) {
        expected.forEach(each -> each.nodePath().put(documents, each.text()));
    }

    private ScalarEdits edits(NodePath nodePath) {
        return edits.computeIfAbsent(nodePath.file(), ScalarEdits::new);
    }

    /** The edits that put placeholders into the fields, where that replaces nothing but a part of an image. */
    List<TextEdit> blank(List<ImageField> imageFields) {
        for (ImageField imageField : imageFields) {
            for (ImageField.Slot slot : imageField.slots()) {
                if (!slot.nodePath().aliased()
                        && slot.part().fits(slot.nodePath().text())) {
                    new FileProblems().collect(() -> {
                        textEdits.add(edits(slot.nodePath())
                                .blank(
                                        slot.nodePath().node(),
                                        slot.part().blank(slot.nodePath().text())));
                        if (slot.part().isWhole()) {
                            TagComment.set(
                                            slot.nodePath().file(),
                                            slot.nodePath().node(),
                                            Optional.empty())
                                    .ifPresent(textEdits::add);
                        }
                    });
                }
            }
        }
        return textEdits;
    }
}
