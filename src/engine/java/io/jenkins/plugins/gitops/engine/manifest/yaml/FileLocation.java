package io.jenkins.plugins.gitops.engine.manifest.yaml;

import io.jenkins.plugins.gitops.engine.ShownText;

/**
 * A place in a file, as every error names it.
 *
 * @param file path from the repository's root, with {@code /}; empty for that root
 * @param line counted from 1; 0 when the file as a whole is meant (the output of a renderer has no lines of its own)
 */
public record FileLocation(String file, int line) {

    /** In one line, whatever Git allows in a name. */
    @Override
    public String toString() {
        String path = file.isEmpty() ? "." : ShownText.line(file);
        return line == 0 ? path : path + ":" + line;
    }
}
