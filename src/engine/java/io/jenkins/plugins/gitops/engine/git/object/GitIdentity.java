package io.jenkins.plugins.gitops.engine.git.object;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.TextLimits;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An author or a committer, as a commit names them. */
public record GitIdentity(String name, String email) {

    private static final Pattern WRITTEN = Pattern.compile("([^<>]+?)\\s*<([^<>]*)>");
    private static final Pattern UNSAFE = Pattern.compile("[<>\\p{Cntrl}]");

    /** @throws GitopsException when a part holds what would break the commit's header: angle brackets, line breaks */
    public GitIdentity {
        if (UNSAFE.matcher(name).find() || UNSAFE.matcher(email).find()) {
            throw new GitopsException(
                    "A commit's author or committer holds angle brackets or a line break",
                    "Give a plain name and an e-mail address");
        }
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
                    "'" + TextLimits.shown(text) + "' is not a person as Git writes one",
                    "Write it as 'Name <name@example.org>'");
        }
        return new GitIdentity(matcher.group(1), matcher.group(2));
    }

    /** A person as a commit that is already there names them, whatever it holds; shortened, if it is very long. */
    public static GitIdentity lenient(String name, String email) {
        return new GitIdentity(safe(name), safe(email));
    }

    private static String safe(String text) {
        return UNSAFE.matcher(text.substring(0, Math.min(text.length(), TextLimits.PERSON)))
                .replaceAll(" ");
    }

    @Override
    public String toString() {
        return name + " <" + email + ">";
    }
}
