package io.jenkins.plugins.gitops.engine.manifest;

import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.util.Collection;
import java.util.List;

/** Changes images in manifests in place: only the characters of the changed values change. */
public final class ImageEditor {

    private ImageEditor() {}

    /** Pins images in the files at a path. */
    public static ImageEdits set(FileTree tree, String path, Collection<ImageReference> images) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The images that an edit could set, as they are written now. */
    public static List<ImageReference> current(FileTree tree, String path) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The file with a placeholder for every value that an edit could set. */
    public static byte[] withoutImages(String path, byte[] content) {
        throw new UnsupportedOperationException("not yet");
    }
}
