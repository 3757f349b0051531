package io.jenkins.plugins.gitops.pages.delivery;

import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.util.List;

/** An image on a page: its name, and its digest in a short form. */
public final class ImageView {

    private static final int SHORT = 12;

    private final ImageReference image;

    public ImageView(ImageReference image) {
        this.image = image;
    }

    public static List<ImageView> of(List<ImageReference> images) {
        return images.stream().map(ImageView::new).toList();
    }

    /** As a manifest has it, whole. */
    public String getFull() {
        return image.toString();
    }

    /** Name and tag. */
    public String getName() {
        return image.name() + image.tag().map(tag -> ":" + tag).orElse("");
    }

    /** The last part of the name, with its tag. */
    public String getShortName() {
        return image.lastPart() + image.tag().map(tag -> ":" + tag).orElse("");
    }

    /** The digest's first digits, as Docker shortens them; empty without a digest. */
    public String getShortDigest() {
        return image.digest()
                .map(digest -> digest.value().substring(digest.value().indexOf(':') + 1))
                .map(digits -> digits.substring(0, SHORT))
                .orElse("");
    }
}
