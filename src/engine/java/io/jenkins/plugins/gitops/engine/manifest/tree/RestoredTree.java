package io.jenkins.plugins.gitops.engine.manifest.tree;

import java.util.List;
import java.util.TreeSet;

/** A tree with what another one has at a path: the state that a commit would have which puts that path back. */
final class RestoredTree implements FileTree {

    private final FileTree base;
    private final String path;
    private final FileTree other;

    RestoredTree(FileTree base, String path, FileTree other) {
        this.base = base;
        this.path = path;
        this.other = other;
    }

    @Override
    public Kind kind(String asked) {
        if (TreePath.within(asked, path)) {
            return other.kind(asked);
        }
        return TreePath.within(path, asked) ? Kind.DIRECTORY : base.kind(asked);
    }

    @Override
    public List<String> list(String directory) {
        if (TreePath.within(directory, path)) {
            return other.list(directory);
        }
        TreeSet<String> paths = new TreeSet<>(TreePath.ORDER);
        base.list(directory).stream()
                .filter(file -> !TreePath.within(file, path))
                .forEach(paths::add);
        if (TreePath.within(path, directory)) {
            paths.addAll(other.kind(path) == Kind.DIRECTORY ? other.list(path) : List.of(path));
        }
        return List.copyOf(paths);
    }

    @Override
    public byte[] read(String file) {
        return TreePath.within(file, path) ? other.read(file) : base.read(file);
    }
}
