package io.jenkins.plugins.gitops.engine.manifest.image;

import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ImageElsewhere;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestFormat;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import java.util.List;
import java.util.Optional;

/**
 * What {@link ImageEditor} needs to know of a {@link ManifestFormat}. To make the images of a new format editable, write a
 * class that implements this interface and add a line to {@link #ALL}.
 */
interface EditableFormat {

    /** One for each manifest format; the first one that has a file name decides what a single file is. */
    List<EditableFormat> ALL = List.of(new EditableKustomization(), new EditableChart(), new EditablePlainFiles());

    /** The type of the manifest format that this belongs to. */
    Class<? extends ManifestFormat> format();

    /**
     * The files in which images can be set.
     *
     * @param source of this format, from the tree's root
     */
    List<String> files(FileTree tree, ManifestSource source);

    /**
     * Opens one of these files.
     *
     * @param source as given to {@link #files}
     * @throws io.jenkins.plugins.gitops.engine.GitopsException when its content is not valid
     */
    ImageFile open(FileTree tree, ManifestSource source, String file);

    /**
     * Where an image stands that none of these files names, if it is in one that belongs to the same manifests and is not changed.
     *
     * @param source as given to {@link #files}
     */
    default Optional<ImageElsewhere> elsewhere(FileTree tree, ManifestSource source, ImageReference image) {
        return Optional.empty();
    }

    /** What to do about an image that nothing names, neither in these files nor {@link #elsewhere}. */
    default String unknown(FileTree tree, ManifestSource source, ImageReference image) {
        return "Write " + image.name() + " with any tag into a manifest once, or deliver to another path";
    }

    /** Whether a file is of this format by its name; for files of which nothing else is known. */
    boolean hasName(String file);

    /**
     * As {@link ImageEditor#withoutImages}, for a file whose name is one of this format.
     *
     * @throws io.jenkins.plugins.gitops.engine.GitopsException when the content is not valid
     */
    byte[] withoutImages(String file, byte[] content);

    /** The format of a source; never null. */
    static EditableFormat at(FileTree tree, ManifestSource source) {
        ManifestFormat format = ManifestFormat.at(tree, source);
        return ALL.stream()
                .filter(editable -> editable.format().isInstance(format))
                .findFirst()
                .orElseThrow();
    }

    /** The format of a single file by its name; empty when it holds no manifests. */
    static Optional<EditableFormat> byName(String file) {
        return ALL.stream().filter(format -> format.hasName(file)).findFirst();
    }
}
