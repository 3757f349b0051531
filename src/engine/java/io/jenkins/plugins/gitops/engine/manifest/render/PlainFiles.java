package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import java.util.List;

/** Which files a path of plain manifests stands for. */
public final class PlainFiles {

    private static final List<String> SUFFIXES = List.of(".yaml", ".yml", ".json");

    private PlainFiles() {}

    /**
     * The manifests at a path: the file itself, or all YAML and JSON files below the directory. What begins with a point
     * is left out, and so is every other kind of file.
     *
     * @throws GitopsException when there are none, or when a symbolic link or a submodule is among them
     */
    public static List<String> at(FileTree tree, String path) {
        FileTree.Kind kind = readable(tree, path);
        if (kind != FileTree.Kind.DIRECTORY) {
            if (kind == FileTree.Kind.FILE && isManifest(path)) {
                return List.of(path);
            }
            throw nothing(path, kind == FileTree.Kind.MISSING ? "does not exist" : "is no YAML or JSON file");
        }
        List<String> visible =
                tree.list(path).stream().filter(file -> !isHidden(path, file)).toList();
        FileProblems problems = new FileProblems();
        visible.forEach(file -> problems.collect(() -> check(tree, path, file)));
        problems.throwIfAny(TreePath.shown(path));
        List<String> manifests = visible.stream().filter(PlainFiles::isManifest).toList();
        if (manifests.isEmpty()) {
            throw nothing(path, "holds no file ending in " + String.join(", ", SUFFIXES));
        }
        return manifests;
    }

    /** The kind of a path; fails for links and submodules, whose content is elsewhere. */
    private static FileTree.Kind readable(FileTree tree, String path) {
        FileTree.Kind kind = tree.kind(path);
        if (kind == FileTree.Kind.SYMLINK) {
            throw symlink(path);
        }
        if (kind == FileTree.Kind.OTHER) {
            throw submodule(path);
        }
        return kind;
    }

    private static void check(FileTree tree, String path, String file) {
        readable(tree, file);
        if (Kustomization.isName(file)) {
            throw new GitopsException(
                    file + ": a kustomization below " + TreePath.shown(path) + ", which is none itself",
                    "Deliver " + TreePath.shown(TreePath.parent(file)) + ", or add a kustomization to "
                            + TreePath.shown(path) + " that lists it under 'resources'");
        }
    }

    static GitopsException symlink(String path) {
        return new GitopsException(
                path + " is a symbolic link, which is not followed",
                "Replace it by the file or directory itself, or use a kustomize base");
    }

    private static GitopsException submodule(String path) {
        return new GitopsException(
                path + " is a submodule, whose files are not in this repository",
                "Copy its manifests here, or deliver from its own repository");
    }

    private static GitopsException nothing(String path, String problem) {
        return new GitopsException(
                "No manifests: " + TreePath.shown(path) + " " + problem,
                "Give a directory with Kubernetes manifests (*.yaml, *.yml, *.json) or with a kustomization.yaml");
    }

    public static boolean isManifest(String file) {
        return SUFFIXES.stream().anyMatch(file::endsWith);
    }

    private static boolean isHidden(String directory, String file) {
        String below = directory.isEmpty() ? file : file.substring(directory.length() + 1);
        return below.startsWith(".") || below.contains("/.");
    }
}
