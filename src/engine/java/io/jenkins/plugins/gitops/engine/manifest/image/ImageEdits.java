package io.jenkins.plugins.gitops.engine.manifest.image;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What setting images amounts to; empty when all of them were set already.
 *
 * @param files the files whose bytes change, with their new content
 * @param changes what changed in them, in the order of the files
 * @param warnings what a person should know of the images, one sentence each
 */
public record ImageEdits(SortedMap<String, byte[]> files, List<ImageChange> changes, List<String> warnings) {

    /** Nothing was to be set. */
    public static final ImageEdits NONE = new ImageEdits(new TreeMap<>(), List.of());

    public ImageEdits {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        changes = List.copyOf(changes);
        warnings = List.copyOf(warnings);
    }

    public ImageEdits(SortedMap<String, byte[]> files, List<ImageChange> changes) {
        this(files, changes, List.of());
    }
}
