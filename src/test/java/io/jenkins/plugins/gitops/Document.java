package io.jenkins.plugins.gitops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One of the project's documents. Tests use what it shows, so that it stays true. */
public record Document(String text) {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```\\w+\\n(.*?)^```$");

    /** @param path from the repository's root */
    public static Document at(String path) throws IOException {
        return new Document(Files.readString(Path.of(System.getProperty("basedir", "."), path)));
    }

    /** The code block that begins with this line. */
    public String block(String firstLine) {
        List<String> found = BLOCK.matcher(text)
                .results()
                .map(block -> block.group(1))
                .filter(content -> content.startsWith(firstLine + "\n"))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " code blocks begin with " + firstLine);
        }
        return found.get(0);
    }

    /** The text below a heading, up to the next heading. */
    public String section(String heading) {
        Matcher section = Pattern.compile("(?ms)^#+ " + Pattern.quote(heading) + "$(.*?)(?=^#|\\z)")
                .matcher(text);
        if (!section.find()) {
            throw new AssertionError("There is no heading " + heading);
        }
        return section.group(1);
    }
}
