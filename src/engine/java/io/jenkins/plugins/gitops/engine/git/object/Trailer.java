package io.jenkins.plugins.gitops.engine.git.object;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import java.util.Optional;

/**
 * A line {@code Key: value} at the end of a commit's message (git-interpret-trailers). Anybody who can commit can write
 * one: it proves nothing.
 *
 * @param key letters, digits and hyphens; compared without regard to case
 * @param value one line
 */
public record Trailer(String key, String value) {

    /** @throws GitopsException when the key is none, or the value is none ({@link ShownText#isLine}) */
    public Trailer {
        if (!isKey(key)) {
            throw new GitopsException(
                    "'" + ShownText.line(key) + "' is not a trailer's key", "Use letters, digits and hyphens");
        }
        if (!ShownText.isLine(value)) {
            throw new GitopsException(
                    "The value of the trailer " + key + " has a line break or a character that is not shown",
                    "Write it in one line");
        }
        value = value.strip();
    }

    /** Reads one line; empty when it is not a trailer. */
    public static Optional<Trailer> parse(String line) {
        int colon = line.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String key = trimmed(line.substring(0, colon), false);
        String value = trimmed(line.substring(colon + 1), true);
        return isKey(key) && ShownText.isLine(value) ? Optional.of(new Trailer(key, value)) : Optional.empty();
    }

    // Without regular expressions: this is done for each line of each commit in a long history.
    private static boolean isKey(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letterOrDigit = c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
            if (!letterOrDigit && (c != '-' || i == 0)) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static String trimmed(String text, boolean atBeginning) {
        int begin = 0;
        int end = text.length();
        while (end > 0 && isBlank(text.charAt(end - 1))) {
            end--;
        }
        while (atBeginning && begin < end && isBlank(text.charAt(begin))) {
            begin++;
        }
        return text.substring(begin, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** Whether it has this key. */
    public boolean is(String other) {
        return key.equalsIgnoreCase(other);
    }

    /** The line, without its end. */
    public String format() {
        return key + ": " + value;
    }
}
