package io.jenkins.plugins.gitops.engine.git.object;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import java.util.Locale;

/** The rules for paths inside a repository: relative, with {@code /}, and nothing that leads out of it. */
public final class RepositoryPath {

    private RepositoryPath() {}

    /** @throws GitopsException when the path leads out of the repository, or into Git's own files */
    public static String checked(String path) {
        if (path.length() > TextLimits.PATH) {
            throw malformed(path);
        }
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || !isName(part)) {
                throw malformed(path);
            }
        }
        return path;
    }

    private static GitopsException malformed(String path) {
        return new GitopsException(
                "'" + ShownText.line(path, TextLimits.SHOWN) + "' is not a path in a repository",
                "Write it from the repository's root, with / and without '.' and '..'");
    }

    /** Whether a name in a tree may be shown as a file's: a hostile tree can hold any bytes. */
    public static boolean isName(String part) {
        return !part.equals(".")
                && !part.equals("..")
                && !part.toLowerCase(Locale.ROOT).equals(".git")
                && part.indexOf('/') < 0
                && part.indexOf('\0') < 0;
    }
}
