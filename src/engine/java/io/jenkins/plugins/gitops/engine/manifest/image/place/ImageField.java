package io.jenkins.plugins.gitops.engine.manifest.image.place;

import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.manifest.yaml.NodePath;
import java.util.List;
import java.util.Optional;

/**
 * An image in a file: one value, or several values that each hold a part of it.
 *
 * @param image its repository; empty when the file does not say it
 * @param slots the values that change when the image is set
 * @param location where it is named
 * @param obstacle why it cannot be set; then there are no slots
 */
public record ImageField(
        Optional<ImageReference> image, List<Slot> slots, FileLocation location, Optional<Obstacle> obstacle) {

    /**
     * A value that holds an image or a part of one.
     *
     * @param nodePath the scalar; it may be empty, where nothing is written behind a key
     * @param part what of the image it holds
     */
    public record Slot(NodePath nodePath, ImagePart part) {}

    /**
     * Why an image cannot be set where it stands.
     *
     * @param problem what goes on a message that begins with the image's name
     * @param remedy what to write instead
     */
    public record Obstacle(String problem, String remedy) {}

    public ImageField {
        slots = List.copyOf(slots);
    }

    ImageField(Optional<ImageReference> image, List<Slot> slots, FileLocation location) {
        this(image, slots, location, Optional.empty());
    }

    /** One that is named, and cannot be set there. */
    ImageField(ImageReference image, FileLocation location, Obstacle obstacle) {
        this(Optional.of(image), List.of(), location, Optional.of(obstacle));
    }

    /** The image as it is written now; empty when that is no valid reference. */
    public Optional<ImageReference> reference() {
        return image.flatMap(own -> ImageText.reference(
                written(slots.stream().map(slot -> slot.nodePath().text()).toList())));
    }

    /** The image as a message shows it, if the slots had these texts. */
    public String written(List<String> texts) {
        String tag = "";
        String digest = "";
        for (int i = 0; i < slots.size(); i++) {
            String text = texts.get(i);
            if (text.isEmpty()) {
                continue;
            }
            switch (slots.get(i).part()) {
                case REFERENCE -> {
                    return text;
                }
                case KUSTOMIZE_ARGUMENT -> {
                    return KustomizeArgument.of(text)
                            .map(KustomizeArgument::deployed)
                            .orElse(text);
                }
                case TAG, TAG_IF_ANY, TAG_AND_DIGEST -> tag = ":" + text;
                case DIGEST -> digest = "@" + text;
                case HEX -> digest = "@sha256:" + text;
            }
        }
        return image.map(ImageReference::name).orElse("") + tag + digest;
    }
}
