package io.jenkins.plugins.gitops.engine.manifest.tree;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The files of one state of a repository, read-only. Paths are relative to the root, written with {@code /}, without
 * {@code .}, {@code ..} or a leading slash; {@code ""} is the root.
 */
public interface FileTree {

    /** What is at a path. */
    enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK,
        /** A submodule or a device: it has no content here. */
        OTHER,
        MISSING
    }

    /** The kind of a path; symbolic links are not followed. */
    Kind kind(String path);

    /**
     * All files, symbolic links and others below a directory, at any depth, in code-point order of their paths; none
     * when it does not exist. {@code .git} is never part of it.
     */
    List<String> list(String directory);

    /**
     * The bytes of a file.
     *
     * @throws io.jenkins.plugins.gitops.engine.GitopsException when there is no file at that path, or it is larger than
     *     the tree allows
     */
    byte[] read(String path);

    /**
     * This tree with what another one has at some paths, and nothing else there.
     *
     * @param paths of files or directories that the other has
     */
    default FileTree with(Collection<String> paths, FileTree other) {
        FileTree restored = this;
        for (String path : paths) {
            restored = new RestoredTree(restored, path, other);
        }
        return restored;
    }

    /** This tree with some files' content replaced or added. */
    default FileTree with(Map<String, byte[]> changed) {
        return changed.isEmpty() ? this : new OverlayTree(this, changed);
    }
}
