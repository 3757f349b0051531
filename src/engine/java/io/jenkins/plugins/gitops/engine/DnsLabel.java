package io.jenkins.plugins.gitops.engine;

import java.util.regex.Pattern;

/**
 * A label of RFC 1123: up to 63 lower-case letters, digits and '-', beginning and ending with a letter or digit. So are names of
 * namespaces in Kubernetes, and here all names of which names in a cluster are made.
 */
public final class DnsLabel {

    private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    private DnsLabel() {}

    /** Whether a text is one; it may be of any length. */
    public static boolean matches(String text) {
        return LABEL.matcher(text).matches();
    }

    /**
     * Checks a text.
     *
     * @param what it is to be, as messages say it: "the name of a namespace"
     * @throws GitopsException when it is none
     */
    public static void require(String text, String what) {
        if (!matches(text)) {
            throw new GitopsException(
                    "'" + ShownText.line(text, TextLimits.SHOWN) + "' cannot be " + what,
                    "Use up to 63 lower-case letters, digits and '-', beginning and ending with a letter or digit");
        }
    }
}
