package io.jenkins.plugins.gitops.engine.git.read;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.object.ObjectIds;
import io.jenkins.plugins.gitops.engine.git.object.RepositoryPath;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * The files of one revision, read-only, read when they are asked for. Paths are relative to the root, written with
 * {@code /}, without {@code .}, {@code ..} or a leading slash; {@code ""} is the root. Symbolic links are not followed.
 * Names that would lead out of a directory, and {@code .git}, are left out: a hostile commit can hold them.
 */
public final class RevisionTree {

    /** The largest file that is read, in bytes: 16 MiB. */
    public static final int MAX_FILE_BYTES = 16 * 1024 * 1024;

    /** What a path is. */
    public enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK,
        /** A submodule. */
        OTHER,
        MISSING
    }

    private final RevisionStore files;
    private final Revision revision;
    private final TreeBudget.Limits limits;

    /** For all files that are read of it. */
    private final TreeBudget content;

    public RevisionTree(RevisionStore files, Revision revision) {
        this(files, revision, TreeBudget.Limits.USUAL);
    }

    RevisionTree(RevisionStore files, Revision revision, TreeBudget.Limits limits) {
        this.files = files;
        this.revision = revision;
        this.limits = limits;
        this.content = new TreeBudget(limits, place(""));
    }

    private String place(String directory) {
        return (directory.isEmpty() ? "" : "'" + directory + "' of ") + "the revision " + revision.abbreviated();
    }

    /** Whose files these are. */
    public Revision revision() {
        return revision;
    }

    /** What stands at a path. */
    public Kind kind(String path) {
        if (path.isEmpty()) {
            return Kind.DIRECTORY;
        }
        RepositoryPath.checked(path);
        return read(reader -> {
            try (TreeWalk found = TreeWalk.forPath(reader, path, root(reader))) {
                return found == null ? Kind.MISSING : kind(found.getFileMode());
            }
        });
    }

    /**
     * All files, symbolic links and submodules below a directory, at any depth, in code-point order of their paths; none
     * when it does not exist or is no directory.
     *
     * @throws GitopsException when there are more than 100,000, or they lie more than 100 directories deep
     */
    public List<String> list(String directory) {
        if (!directory.isEmpty()) {
            RepositoryPath.checked(directory);
        }
        return read(reader -> {
            ObjectId start = directory(reader, directory);
            if (start == null) {
                return List.of();
            }
            return collect(
                    reader,
                    start,
                    directory.isEmpty() ? "" : directory + "/",
                    new TreeBudget(limits, place(directory)));
        });
    }

    /**
     * The bytes of a file.
     *
     * @throws GitopsException when there is no file at that path, it is larger than {@link #MAX_FILE_BYTES}, or the files
     *     that were read of this revision have more than 256 MiB together
     */
    public byte[] read(String path) {
        RepositoryPath.checked(path);
        return read(reader -> {
            try (TreeWalk found = TreeWalk.forPath(reader, path, root(reader))) {
                if (found == null || kind(found.getFileMode()) != Kind.FILE) {
                    throw new GitopsException(
                            "There is no file '" + path + "' in the revision " + revision.abbreviated(),
                            "Check the path; symbolic links are not followed");
                }
                return content(reader, found.getObjectId(0), path, content);
            }
        });
    }

    /**
     * A name for what is at a path and below it, with modes: equal where nothing differs. Empty where nothing is there.
     */
    public Optional<String> fingerprint(String path) {
        if (!path.isEmpty()) {
            RepositoryPath.checked(path);
        }
        return read(reader -> {
            if (path.isEmpty()) {
                return Optional.of(root(reader).name());
            }
            try (TreeWalk found = TreeWalk.forPath(reader, path, root(reader))) {
                return Optional.ofNullable(found)
                        .map(at -> at.getFileMode(0) + " " + at.getObjectId(0).name());
            }
        });
    }

    static byte[] content(ObjectReader reader, ObjectId blob, String path, TreeBudget budget) throws IOException {
        ObjectLoader loader = reader.open(blob, Constants.OBJ_BLOB);
        if (loader.getSize() > MAX_FILE_BYTES) {
            throw new GitopsException(
                    "'" + path + "' has " + loader.getSize() + " bytes; at most " + MAX_FILE_BYTES + " are read",
                    "Keep large files out of the manifests");
        }
        budget.spend(loader.getSize());
        try {
            return loader.getBytes(MAX_FILE_BYTES);
        } catch (LargeObjectException e) {
            throw new IOException("Cannot read " + blob.name(), e);
        }
    }

    public static Kind kind(FileMode mode) {
        return switch (mode.getObjectType()) {
            case Constants.OBJ_TREE -> Kind.DIRECTORY;
            case Constants.OBJ_BLOB -> FileMode.SYMLINK.equals(mode) ? Kind.SYMLINK : Kind.FILE;
            default -> Kind.OTHER;
        };
    }

    private static List<String> collect(ObjectReader reader, ObjectId tree, String prefix, TreeBudget budget)
            throws IOException {
        List<String> paths = new ArrayList<>();
        try (TreeWalk walk = new TreeWalk(reader)) {
            walk.addTree(tree);
            while (walk.next()) {
                budget.spend(walk);
                if (!RepositoryPath.isName(walk.getNameString())) {
                    continue;
                }
                if (walk.isSubtree()) {
                    walk.enterSubtree();
                } else {
                    paths.add(prefix + walk.getPathString());
                }
            }
        }
        return Collections.unmodifiableList(paths);
    }

    private ObjectId directory(ObjectReader reader, String path) throws IOException {
        ObjectId root = root(reader);
        if (path.isEmpty()) {
            return root;
        }
        try (TreeWalk found = TreeWalk.forPath(reader, path, root)) {
            return found != null && found.isSubtree() ? found.getObjectId(0) : null;
        }
    }

    private ObjectId root(ObjectReader reader) throws IOException {
        try (RevWalk walk = new RevWalk(reader)) {
            return walk.parseCommit(ObjectIds.id(revision)).getTree().getId();
        }
    }

    private interface Reading<T> {
        T with(ObjectReader reader) throws IOException;
    }

    private <T> T read(Reading<T> reading) {
        return files.withRevisions(List.of(revision), (Repository repository) -> {
            try (ObjectReader reader = repository.newObjectReader()) {
                return reading.with(reader);
            }
        });
    }
}
