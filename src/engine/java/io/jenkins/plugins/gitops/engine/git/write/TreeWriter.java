package io.jenkins.plugins.gitops.engine.git.write;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.object.RepositoryPath;
import io.jenkins.plugins.gitops.engine.git.object.TreeEntryName;
import io.jenkins.plugins.gitops.engine.git.read.RevisionTree;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * Writes the tree of a commit from its parent's and the files that differ. Only the directories that lead to those
 * files are read and written, so the size of the repository does not matter.
 */
final class TreeWriter {

    private final ObjectReader reader;
    private final ObjectInserter inserter;

    TreeWriter(ObjectReader reader, ObjectInserter inserter) {
        this.reader = reader;
        this.inserter = inserter;
    }

    /**
     * The root of the new tree; the parent's when nothing differs.
     *
     * @throws GitopsException when a path stands for something else than a file
     */
    ObjectId write(ObjectId parentRoot, SortedMap<String, byte[]> changed) throws IOException {
        if (changed.isEmpty()) {
            return parentRoot;
        }
        Folder root = new Folder("");
        changed.forEach((path, content) -> root.put(RepositoryPath.checked(path), path, content));
        return write(parentRoot, root);
    }

    /**
     * The root of a tree with what another tree has at some paths.
     *
     * @throws GitopsException when the other has nothing there, or a file stands in the way
     */
    ObjectId restore(ObjectId root, List<String> paths, ObjectId other) throws IOException {
        ObjectId restored = root;
        for (String path : paths) {
            restored = restore(restored, path, other);
        }
        return restored;
    }

    private ObjectId restore(ObjectId root, String path, ObjectId other) throws IOException {
        try (TreeWalk found = TreeWalk.forPath(reader, RepositoryPath.checked(path), other)) {
            if (found == null) {
                throw new GitopsException(
                        "There is nothing at '" + path + "' that could be put back", "Name a path that was there");
            }
            return restore(root, path, "", new Entry(found.getFileMode(0), found.getObjectId(0)));
        }
    }

    private ObjectId restore(ObjectId old, String path, String above, Entry wanted) throws IOException {
        TreeMap<TreeEntryName, Entry> entries = new TreeMap<>();
        TreeMap<String, Entry> present = read(old, entries);
        int slash = path.indexOf('/');
        String name = slash < 0 ? path : path.substring(0, slash);
        Entry before = present.get(name);
        Entry after = wanted;
        if (slash >= 0) {
            if (before != null && !before.mode().equals(FileMode.TREE)) {
                throw notAFile(above + path);
            }
            ObjectId below = before == null ? null : before.id();
            after = new Entry(FileMode.TREE, restore(below, path.substring(slash + 1), above + name + "/", wanted));
        }
        if (before != null) {
            entries.remove(new TreeEntryName(name, before.mode().equals(FileMode.TREE)));
        }
        entries.put(new TreeEntryName(name, after.mode().equals(FileMode.TREE)), after);
        return inserted(entries);
    }

    /** The changes below one directory. */
    private record Folder(String path, Map<String, byte[]> files, Map<String, Folder> folders) {

        Folder(String path) {
            this(path, new TreeMap<>(), new TreeMap<>());
        }

        void put(String rest, String whole, byte[] content) {
            int slash = rest.indexOf('/');
            if (slash < 0) {
                files.put(rest, content);
            } else {
                String name = rest.substring(0, slash);
                String below = path.isEmpty() ? name : path + "/" + name;
                folders.computeIfAbsent(name, n -> new Folder(below)).put(rest.substring(slash + 1), whole, content);
            }
            if (slash >= 0 && files.containsKey(rest.substring(0, slash)) || folders.containsKey(rest)) {
                throw notAFile(whole);
            }
        }

        String pathOf(String name) {
            return path.isEmpty() ? name : path + "/" + name;
        }
    }

    /** An entry of the new tree. */
    private record Entry(FileMode mode, ObjectId id) {}

    private ObjectId write(ObjectId old, Folder folder) throws IOException {
        // Git's order of a tree's entries: as if the name of a directory ended with a slash.
        TreeMap<TreeEntryName, Entry> entries = new TreeMap<>();
        TreeMap<String, Entry> present = read(old, entries);
        for (Map.Entry<String, byte[]> file : folder.files().entrySet()) {
            Entry before = present.get(file.getKey());
            if (before != null && RevisionTree.kind(before.mode()) != RevisionTree.Kind.FILE) {
                throw notAFile(folder.pathOf(file.getKey()));
            }
            FileMode mode = before == null ? FileMode.REGULAR_FILE : before.mode();
            entries.put(new TreeEntryName(file.getKey(), false), new Entry(mode, blob(file.getValue())));
        }
        for (Map.Entry<String, Folder> below : folder.folders().entrySet()) {
            Entry before = present.get(below.getKey());
            if (before != null && !before.mode().equals(FileMode.TREE)) {
                throw notAFile(below.getValue().path());
            }
            ObjectId tree = write(before == null ? null : before.id(), below.getValue());
            entries.put(new TreeEntryName(below.getKey(), true), new Entry(FileMode.TREE, tree));
        }
        return inserted(entries);
    }

    private ObjectId inserted(TreeMap<TreeEntryName, Entry> entries) throws IOException {
        TreeFormatter formatter = new TreeFormatter();
        entries.forEach((name, entry) -> formatter.append(name.bytes(), entry.mode(), entry.id()));
        return inserter.insert(formatter);
    }

    private TreeMap<String, Entry> read(ObjectId tree, TreeMap<TreeEntryName, Entry> entries) throws IOException {
        TreeMap<String, Entry> byName = new TreeMap<>();
        if (tree == null) {
            return byName;
        }
        CanonicalTreeParser parser = new CanonicalTreeParser(null, reader, tree);
        for (; !parser.eof(); parser.next()) {
            Entry entry = new Entry(parser.getEntryFileMode(), parser.getEntryObjectId());
            byte[] name = new byte[parser.getNameLength()];
            parser.getName(name, 0);
            entries.put(new TreeEntryName(name, entry.mode().equals(FileMode.TREE)), entry);
            byName.put(parser.getEntryPathString(), entry);
        }
        return byName;
    }

    private ObjectId blob(byte[] content) throws IOException {
        return inserter.insert(Constants.OBJ_BLOB, content);
    }

    private static GitopsException notAFile(String path) {
        return new GitopsException(
                "'" + path + "' cannot be written: a directory, a symbolic link or a submodule is at that path",
                "Name a file, or remove what is there");
    }
}
