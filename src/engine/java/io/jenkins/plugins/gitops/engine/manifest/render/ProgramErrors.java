package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The error output of a program that renders, as it may be shown. */
final class ProgramErrors {

    /** An object's data, as Go prints it in errors (JSON, or a map): it may be a Secret's. */
    private static final Pattern SECRET =
            Pattern.compile("(\"?\\b(?:stringData|data)\"?\\s*:\\s*)(?:\\{[^}]*\\}?|map\\[[^\\]]*\\]?)");

    /** A file's name with line and column, or one of them. */
    private static final Pattern PLACE = Pattern.compile("[\\w.-]{1,255}(?:/[\\w.-]{1,255})*+(?::[0-9]{1,9}){0,2}");

    private static final int MOST_PLACES = 5;

    private ProgramErrors() {}

    /**
     * The text without the name of the temporary folder.
     *
     * @param files what the program read, from the tree's root
     * @param secrets whether Secrets are made of it. Such a text can quote a value in any form (a node's contents, a literal, a
     *     whole configuration), so nothing of it is shown but the files that it names
     */
    static String shown(String errors, Path root, Collection<String> files, boolean secrets) {
        String text = withoutFolder(errors, root).strip();
        if (text.isEmpty()) {
            return "it wrote no error";
        }
        return secrets ? withheld(text, files) : SECRET.matcher(text).replaceAll("$1***");
    }

    private static String withheld(String text, Collection<String> files) {
        Set<String> names = files.stream().map(TreePath::lastPart).collect(Collectors.toSet());
        List<String> places = PLACE.matcher(text)
                .results()
                .map(found -> found.group())
                .filter(place -> names.contains(TreePath.lastPart(place.replaceFirst(":.*", ""))))
                .distinct()
                .limit(MOST_PLACES)
                .toList();
        return "its message is withheld, as it may quote a Secret's values"
                + (places.isEmpty() ? "" : "; it names " + String.join(", ", places));
    }

    private static String withoutFolder(String errors, Path root) {
        String text = errors;
        try {
            text = text.replace(root.toRealPath() + File.separator, "")
                    .replace(root.toRealPath().toString(), ".");
        } catch (IOException e) {
            // The folder is gone; then the name that we know is the one that the program had.
        }
        return text.replace(root + File.separator, "").replace(root.toString(), ".");
    }
}
