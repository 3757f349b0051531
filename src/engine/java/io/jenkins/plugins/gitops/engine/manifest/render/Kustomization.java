package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlNodes;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** The file that makes a directory a kustomization, parsed into nodes that know their line. */
public record Kustomization(YamlFile file, MappingNode content) {

    /** As kustomize recognizes it; a directory may hold one of them only. */
    static final List<String> NAMES = List.of("kustomization.yaml", "kustomization.yml", "Kustomization");

    /** The path of the kustomization that a path stands for: the file itself, or the one in the directory. */
    public static Optional<String> at(FileTree tree, String path) {
        return isName(path) && tree.kind(path) == FileTree.Kind.FILE ? Optional.of(path) : pathIn(tree, path);
    }

    /**
     * The path of the directory's kustomization; empty when it is a plain directory.
     *
     * @throws GitopsException when it holds more than one
     */
    public static Optional<String> pathIn(FileTree tree, String directory) {
        List<String> found = NAMES.stream()
                .map(name -> TreePath.in(directory, name))
                .filter(path -> tree.kind(path) != FileTree.Kind.MISSING)
                .toList();
        if (found.size() > 1) {
            throw new GitopsException(
                    TreePath.shown(directory) + " holds " + String.join(" and ", found), "Keep one of them");
        }
        return found.stream().findFirst();
    }

    /** @throws GitopsException with file and line, when it is not one mapping */
    public static Kustomization read(FileTree tree, String path) {
        if (tree.kind(path) == FileTree.Kind.SYMLINK) {
            throw PlainFiles.symlink(path);
        }
        return parse(path, tree.read(path));
    }

    /** As {@link #read}, of content that is not in a tree yet. */
    public static Kustomization parse(String path, byte[] content) {
        YamlFile file = YamlFile.parse(path, content);
        List<Node> documents = file.documents().stream()
                .filter(node -> !YamlNodes.isNull(node))
                .toList();
        if (documents.size() != 1 || !(documents.get(0) instanceof MappingNode mapping)) {
            throw new GitopsException(
                    path + ": a kustomization is one document with keys such as 'resources'",
                    "Write it as kustomize does ('kustomize create')");
        }
        return new Kustomization(file, mapping);
    }

    /** Whether a path is a kustomization by its file name. */
    public static boolean isName(String path) {
        return NAMES.contains(TreePath.lastPart(path));
    }
}
