package io.jenkins.plugins.gitops.engine.manifest.tree;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;

/** How paths inside a {@link FileTree} are written, and what a relative reference between two files means. */
public final class TreePath {

    /** By code point, as Git sorts: Java's own order puts emoji before some letters of the basic plane. */
    public static final Comparator<String> ORDER = (left, right) ->
            Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

    private TreePath() {}

    /**
     * The path that a person gave: {@code ./k8s/} is {@code k8s}.
     *
     * @throws GitopsException when it is absolute or leaves the tree
     */
    public static String of(String given) {
        return resolve("", given)
                .orElseThrow(() -> new GitopsException(
                        "The path '" + given + "' is not inside the repository",
                        "Give a path relative to the repository's root, with '/', that does not leave it by '..'"));
    }

    /** The path that a reference in a file of that directory leads to; empty when it is absolute or leaves the tree. */
    public static Optional<String> resolve(String directory, String reference) {
        if (reference.startsWith("/") || reference.contains("\\") || reference.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        Deque<String> parts = new ArrayDeque<>();
        for (String part : (directory + "/" + reference).split("/")) {
            if (part.equals("..")) {
                if (parts.isEmpty()) {
                    return Optional.empty();
                }
                parts.removeLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return Optional.of(String.join("/", parts));
    }

    /** The path of a name in a directory. */
    public static String in(String directory, String name) {
        return directory.isEmpty() ? name : directory + "/" + name;
    }

    /** Whether a path is a directory or below it. Everything is within the root. */
    public static boolean within(String path, String directory) {
        return directory.isEmpty() || path.equals(directory) || path.startsWith(directory + "/");
    }

    /** The directory that holds the path; the root for a name at the top. */
    public static String parent(String path) {
        return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
    }

    /** The name after the last slash. */
    public static String lastPart(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The path as a message names it: the root has no name of its own. */
    public static String shown(String path) {
        return path.isEmpty() ? "the repository's root" : path;
    }
}
