package io.jenkins.plugins.gitops.engine.manifest;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** A tree with some files replaced: what a commit would hold before it is made. */
final class ChangedTree implements FileTree {

    private final FileTree base;
    private final Map<String, byte[]> changed;

    ChangedTree(FileTree base, Map<String, byte[]> changed) {
        this.base = base;
        this.changed = new TreeMap<>(changed);
    }

    @Override
    public Kind kind(String path) {
        return changed.containsKey(path) ? Kind.FILE : base.kind(path);
    }

    @Override
    public List<String> list(String directory) {
        String prefix = directory.isEmpty() ? "" : directory + "/";
        TreeSet<String> paths = new TreeSet<>(base.list(directory));
        changed.keySet().stream().filter(path -> path.startsWith(prefix)).forEach(paths::add);
        return List.copyOf(paths);
    }

    @Override
    public byte[] read(String path) {
        byte[] content = changed.get(path);
        return content != null ? content.clone() : base.read(path);
    }
}
