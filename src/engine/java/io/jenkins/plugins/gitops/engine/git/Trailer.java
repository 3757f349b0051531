package io.jenkins.plugins.gitops.engine.git;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line {@code Key: value} at the end of a commit's message (git-interpret-trailers). Anybody who can commit can write
 * one: it proves nothing.
 *
 * @param key letters, digits and hyphens; compared without regard to case
 * @param value one line
 */
public record Trailer(String key, String value) {

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]*");
    private static final Pattern LINE = Pattern.compile("([A-Za-z0-9][A-Za-z0-9-]*)[ \\t]*:[ \\t]*(.*?)[ \\t]*");
    private static final Pattern UNSAFE = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]");

    /** @throws GitopsException when the key is none, or the value has a line break or another control character */
    public Trailer {
        if (!KEY.matcher(key).matches()) {
            throw new GitopsException(
                    "'" + UNSAFE.matcher(key).replaceAll(" ") + "' is not a trailer's key",
                    "Use letters, digits and hyphens");
        }
        if (UNSAFE.matcher(value).find()) {
            throw new GitopsException(
                    "The value of the trailer " + key + " has a line break or a control character",
                    "Write it in one line");
        }
        value = value.strip();
    }

    /** Reads one line; empty when it is not a trailer. */
    public static Optional<Trailer> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        return matcher.matches() && !UNSAFE.matcher(matcher.group(2)).find()
                ? Optional.of(new Trailer(matcher.group(1), matcher.group(2)))
                : Optional.empty();
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
