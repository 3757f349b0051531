package io.jenkins.plugins.gitops.engine.manifest.image;

import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.manifest.yaml.NodePath;
import java.util.List;
import java.util.Optional;

/**
 * An image in a file, as one value or in parts that stand apart.
 *
 * @param image its repository; empty when the file does not say it
 * @param slots the values that change with it; none when the image has nothing there that could pin it
 * @param location where it is named
 */
record ImageField(Optional<ImageReference> image, List<Slot> slots, FileLocation location) {

    /**
     * A value that holds an image or a part of one.
     *
     * @param spot the scalar, or nothing behind a key
     * @param part what of the image it holds
     */
    record Slot(NodePath spot, ImagePart part) {}

    ImageField {
        slots = List.copyOf(slots);
    }

    /** The image as the values say it now. */
    Optional<ImageReference> reference() {
        return image.flatMap(own -> ImageText.reference(
                written(slots.stream().map(slot -> slot.spot().text()).toList())));
    }

    /** The image as it is written with such values, for people. */
    String written(List<String> texts) {
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
                case TAG, TAG_IF_ANY, TAG_AND_DIGEST -> tag = ":" + text;
                case DIGEST -> digest = "@" + text;
                case HEX -> digest = "@sha256:" + text;
            }
        }
        return image.map(ImageReference::name).orElse("") + tag + digest;
    }
}
