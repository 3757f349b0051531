package io.jenkins.plugins.gitops.engine.git.object;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An author or a committer, as a commit names them. */
public record GitIdentity(String name, String email) {

    private static final Pattern WRITTEN = Pattern.compile("([^<>]+?)\\s*<([^<>]*)>");
    private static final Pattern BREAKING = Pattern.compile("[<>\\p{Cc}]");

    /**
     * What is not shown becomes a blank.
     *
     * @throws GitopsException when a part holds what would break the commit's header: angle brackets, line breaks
     */
    public GitIdentity {
        if (BREAKING.matcher(name).find() || BREAKING.matcher(email).find()) {
            throw new GitopsException(
                    "A commit's author or committer holds angle brackets or a line break",
                    "Give a plain name and an e-mail address");
        }
        name = ShownText.line(name);
        email = ShownText.line(email);
    }

    /**
     * Reads a person as Git writes one.
     *
     * @throws GitopsException when the text is not of the form {@code Name <address>}
     */
    public static GitIdentity parse(String text) {
        Matcher matcher = WRITTEN.matcher(text.strip());
        if (text.length() > 2 * TextLimits.PERSON || !matcher.matches()) {
            throw new GitopsException(
                    "'" + ShownText.line(text, TextLimits.SHOWN) + "' is not a person as Git writes one",
                    "Write it as 'Name <name@example.org>'");
        }
        return new GitIdentity(matcher.group(1), matcher.group(2));
    }

    /** A person as others name them, in a commit that is already there or in Jenkins; shortened, if it is very long. */
    public static GitIdentity lenient(String name, String email) {
        return new GitIdentity(safe(name), safe(email));
    }

    private static String safe(String text) {
        return BREAKING.matcher(text.substring(0, Math.min(text.length(), TextLimits.PERSON)))
                .replaceAll(" ");
    }

    @Override
    public String toString() {
        return name + " <" + email + ">";
    }
}
