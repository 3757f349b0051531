package io.jenkins.plugins.gitops.engine.manifest.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import io.jenkins.plugins.gitops.engine.manifest.yaml.NodePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.ScalarEdits;
import io.jenkins.plugins.gitops.engine.manifest.yaml.TextEdit;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlToJson;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.Node;

/** What setting images changes at the {@link ImagePlace places} of one file. */
final class ImageFieldEdits {

    private final YamlFile file;
    private final ScalarEdits edits;
    private final List<TextEdit> splices = new ArrayList<>();
    private final List<ImageChange> changes = new ArrayList<>();
    private final List<Expected> expected = new ArrayList<>();
    private final Map<Node, String> edited = new IdentityHashMap<>();

    private record Expected(NodePath spot, String text) {}

    ImageFieldEdits(YamlFile file, ScalarEdits edits) {
        this.file = file;
        this.edits = edits;
    }

    List<TextEdit> splices() {
        return splices;
    }

    List<ImageChange> changes() {
        return changes;
    }

    /** Sets the images at their places; what is in the way is noted as a problem. */
    void set(List<ImageField> places, RequestedImages images, FileProblems problems) {
        List<Planned> planned = new ArrayList<>();
        places.forEach(place -> place.image()
                .flatMap(images::forRepository)
                .ifPresent(image ->
                        problems.collect(() -> planned(place, image, images).ifPresent(planned::add))));
        // What stands here, before what aliases bring: they follow it.
        for (boolean aliased : new boolean[] {false, true}) {
            planned.forEach(plan -> problems.collect(() -> set(plan, images, aliased)));
        }
    }

    private record Planned(ImageField place, ImageReference image, List<String> texts) {}

    private Optional<Planned> planned(ImageField place, ImageReference image, RequestedImages images) {
        if (place.slots().isEmpty()) {
            throw FileProblems.at(
                    place.location(),
                    "the image " + image.name() + " has neither a tag nor a digest here, so it cannot be pinned",
                    "Write 'tag: \"\"' or 'digest: \"\"' beside it, whichever the chart reads");
        }
        if (place.slots().stream().anyMatch(slot -> slot.part().pins(slot.spot().text(), image))) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        for (ImageField.Slot slot : place.slots()) {
            texts.add(text(place, slot, image, images));
        }
        return Optional.of(new Planned(place, image, texts));
    }

    private void set(Planned plan, RequestedImages images, boolean aliased) {
        ImageField place = plan.place();
        boolean changed = false;
        for (int i = 0; i < plan.texts().size(); i++) {
            ImageField.Slot slot = place.slots().get(i);
            if (slot.spot().aliased() == aliased
                    && !slot.spot().text().equals(plan.texts().get(i))) {
                set(slot, plan.texts().get(i), plan.image(), images);
                changed = !aliased;
            }
        }
        if (changed) {
            List<String> before =
                    place.slots().stream().map(slot -> slot.spot().text()).toList();
            changes.add(new ImageChange(place.location(), place.written(before), place.written(plan.texts())));
        }
    }

    private String text(ImageField place, ImageField.Slot slot, ImageReference image, RequestedImages images) {
        String written = slot.spot().text();
        boolean same = slot.part() != ImagePart.REFERENCE
                || ImageText.reference(written)
                        .filter(reference -> isOf(place, reference))
                        .isPresent();
        if (!slot.part().fits(written) || !same || !slot.spot().isScalar()) {
            String what = ImageText.isTemplate(written) ? "a template" : "'" + written + "'";
            throw FileProblems.at(
                    slot.spot().location(),
                    "the image " + image.name() + " cannot be edited in place: there stands " + what,
                    "Write a plain value of it there once");
        }
        return slot.part()
                .text(written, image, images)
                .orElseThrow(() -> FileProblems.at(
                        slot.spot().location(),
                        "'" + slot.spot().key() + "' needs a tag, and " + image + " has none",
                        "Name the image with its tag, as name:tag@sha256:..., or write 'digest: \"\"' beside it if the"
                                + " chart reads that"));
    }

    /** Values may name the registry apart; then the reference alone says less than the place. */
    private static boolean isOf(ImageField place, ImageReference written) {
        ImageReference own = place.image().orElseThrow();
        return own.sameRepository(written) || own.name().endsWith("/" + written.name());
    }

    private void set(ImageField.Slot slot, String text, ImageReference image, RequestedImages images) {
        NodePath spot = slot.spot();
        if (spot.aliased()) {
            if (!text.equals(edited.get(spot.node()))) {
                throw FileProblems.at(
                        spot.location(),
                        "the image " + image.name() + " cannot be edited in place: it is an alias of line "
                                + (spot.node().getStartMark().getLine() + 1),
                        "Write the image here instead of the alias");
            }
        } else {
            splices.add(edits.fill(spot.node(), text));
            edited.put(spot.node(), text);
            if (slot.part() == ImagePart.REFERENCE) {
                TagComment.set(file, spot.node(), images.tagInComment(image)).ifPresent(splices::add);
            }
        }
        expected.add(new Expected(spot, text));
    }

    /** Whether the new content means what the old one meant, with the images set. */
    boolean means(List<JsonNode> before, byte[] content) {
        expected.forEach(each -> each.spot().put(before, each.text()));
        try {
            return before.equals(YamlToJson.all(YamlFile.parse(file.path(), content)));
        } catch (GitopsException e) {
            return false;
        }
    }

    /** What puts placeholders at the places, where that replaces nothing but a part of an image. */
    static List<TextEdit> blank(YamlFile file, ScalarEdits edits, List<ImageField> places) {
        List<TextEdit> splices = new ArrayList<>();
        for (ImageField place : places) {
            for (ImageField.Slot slot : place.slots()) {
                if (!slot.spot().aliased() && slot.part().fits(slot.spot().text())) {
                    new FileProblems().collect(() -> {
                        splices.add(edits.blank(
                                slot.spot().node(),
                                slot.part().blank(slot.spot().text())));
                        if (slot.part() == ImagePart.REFERENCE) {
                            TagComment.set(file, slot.spot().node(), Optional.empty())
                                    .ifPresent(splices::add);
                        }
                    });
                }
            }
        }
        return splices;
    }
}
