package io.jenkins.plugins.gitops.engine.manifest.image;

import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.manifest.yaml.NodePath;
import java.util.List;
import java.util.Optional;

/**
 * An image in a file: one value, or several values that each hold a part of it.
 *
 * @param image its repository; empty when the file does not say it
 * @param slots the values that change when the image is set; none when no value there could hold a tag or digest
 * @param location where it is named
 */
record ImageField(Optional<ImageReference> image, List<Slot> slots, FileLocation location) {

    /**
     * A value that holds an image or a part of one.
     *
     * @param nodePath the scalar; it may be empty, where nothing is written behind a key
     * @param part what of the image it holds
     */
    record Slot(NodePath nodePath, ImagePart part) {}

    ImageField {
        slots = List.copyOf(slots);
    }

    /** The image as it is written now; empty when that is no valid reference. */
    Optional<ImageReference> reference() {
        return image.flatMap(own -> ImageText.reference(
                written(slots.stream().map(slot -> slot.nodePath().text()).toList())));
    }

    /** The image as a message shows it, if the slots had these texts. */
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
