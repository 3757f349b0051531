package io.jenkins.plugins.gitops.engine.delivery.history;

import io.jenkins.plugins.gitops.engine.git.read.RevisionTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import java.util.List;

/** A commit's files for the manifest reader: the packages {@code git} and {@code manifest} do not know each other. */
public final class CommittedFiles implements FileTree {

    private final RevisionTree tree;

    public CommittedFiles(RevisionTree tree) {
        this.tree = tree;
    }

    @Override
    public Kind kind(String path) {
        return Kind.valueOf(tree.kind(path).name());
    }

    @Override
    public List<String> list(String directory) {
        return tree.list(directory);
    }

    @Override
    public byte[] read(String path) {
        return tree.read(path);
    }
}
