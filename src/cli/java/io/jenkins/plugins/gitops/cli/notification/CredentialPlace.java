package io.jenkins.plugins.gitops.cli.notification;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where the credentials of a file of receivers may be: in variables that are meant for it, and in files of its own folder. So who
 * writes the file, and perhaps may do nothing else here, can have nothing else of this machine sent anywhere.
 */
final class CredentialPlace {

    /** So the variables begin that such a file may name. */
    static final String VARIABLES = "GITOPS_NOTIFY_";

    private static final String OF_GIT = ".git";

    private CredentialPlace() {}

    /**
     * A variable's name.
     *
     * @throws GitopsException when the variable may be meant for something else
     */
    static String variable(String name) {
        if (!name.startsWith(VARIABLES)) {
            String shown = ShownText.line(name, TextLimits.SHOWN);
            throw new GitopsException(
                    "the variable " + shown + " is not meant for receivers: its name does not begin with " + VARIABLES,
                    "Set " + VARIABLES + shown + " for this command, and name that");
        }
        return name;
    }

    /**
     * A file beside the file of receivers, or in a folder there.
     *
     * @param path as it is written, with the folder of the file of receivers as its beginning
     * @return without links in it; perhaps there is none
     * @throws GitopsException when it leads out of that folder, also by a link, or into a repository's own files
     */
    static Path file(Path folder, String path) {
        try {
            Path written = Path.of(path);
            if (written.isAbsolute() || has(written, "..") || has(written, OF_GIT)) {
                throw outside(path);
            }
            Path file = folder.resolve(written);
            if (!Files.exists(file)) {
                return file;
            }
            Path top = folder.toRealPath();
            Path real = file.toRealPath();
            if (!real.startsWith(top) || has(top.relativize(real), OF_GIT)) {
                throw outside(path);
            }
            return real;
        } catch (InvalidPathException | IOException none) {
            throw outside(path);
        }
    }

    /** Some file systems take no notice of case. */
    private static boolean has(Path path, String name) {
        for (Path each : path) {
            if (each.toString().equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    private static GitopsException outside(String path) {
        return new GitopsException(
                "the file " + ShownText.line(path, TextLimits.SHOWN)
                        + " is not in the folder of this file, or belongs to a repository",
                "Put it beside this file, and name it without '..' and without links; or use a variable " + VARIABLES
                        + "...");
    }
}
