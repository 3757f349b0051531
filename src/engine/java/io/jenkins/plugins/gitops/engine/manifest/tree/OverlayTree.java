package io.jenkins.plugins.gitops.engine.manifest.tree;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A tree with some files replaced: the state that a commit would have, before it is made. */
final class OverlayTree implements FileTree {

    private final FileTree base;
    private final SortedMap<String, byte[]> changed = new TreeMap<>();

    OverlayTree(FileTree base, Map<String, byte[]> changed) {
        this.base = base;
        changed.forEach((path, content) -> this.changed.put(path, content.clone()));
    }

    @Override
    public Kind kind(String path) {
        if (changed.containsKey(path)) {
            return Kind.FILE;
        }
        Kind kind = base.kind(path);
        boolean newDirectory = kind == Kind.MISSING && changed.keySet().stream().anyMatch(file -> below(file, path));
        return newDirectory ? Kind.DIRECTORY : kind;
    }

    @Override
    public List<String> list(String directory) {
        TreeSet<String> paths = new TreeSet<>(TreePath.ORDER);
        paths.addAll(base.list(directory));
        changed.keySet().stream().filter(file -> below(file, directory)).forEach(paths::add);
        return List.copyOf(paths);
    }

    @Override
    public byte[] read(String path) {
        byte[] content = changed.get(path);
        return content != null ? content.clone() : base.read(path);
    }

    private static boolean below(String file, String directory) {
        return directory.isEmpty() || file.startsWith(directory + "/");
    }
}
