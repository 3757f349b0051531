package io.jenkins.plugins.gitops.cli.workspace;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.WrittenText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A secret that is kept in a file: on the command line every user of the machine could read it. */
public final class SecretFile {

    private SecretFile() {}

    /**
     * The text, without white space around it.
     *
     * @param what as the error names it: {@code password}
     */
    public static String text(Path file, String what) {
        try {
            return WrittenText.of(Files.readAllBytes(file), "The " + what + " file " + file)
                    .strip();
        } catch (IOException e) {
            throw new GitopsException(
                    "The " + what + " file " + file + " cannot be read", "Name a text file that this user may read", e);
        }
    }
}
