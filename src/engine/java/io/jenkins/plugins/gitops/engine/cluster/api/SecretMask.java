package io.jenkins.plugins.gitops.engine.cluster.api;

import io.jenkins.plugins.gitops.engine.ShownText;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Replaces in a line of a log or of an event, and in the value of a field, what seems to be a secret. It knows patterns and not the values, so it
 * can miss one.
 */
public final class SecretMask {

    /** The text in place of a value that must not be shown. */
    public static final String MASKED = "(masked)";

    /** Of a value no more is shown. */
    private static final int LONGEST_LINE = 500;

    private static final String KEY_WORDS =
            "(?:passw(?:or)?d|pwd|secret|token|api[-_]?key|access[-_]?key|credential)s?";

    /** The longest of these words is shorter: no more of a name's end is looked at. */
    private static final int NAME_END = 30;

    private static final Pattern SECRET_NAME = Pattern.compile("(?i)" + KEY_WORDS + "\\z");

    private static final Map<Pattern, String> PATTERNS = Map.of(
            Pattern.compile("(?i)\\b(bearer|basic)\\s+[\\w.~+/=-]{8,}"), "$1 (masked)",
            Pattern.compile("(?i)([\\w.-]*" + KEY_WORDS + "\"?\\s*[=:]\\s*)(?:\"[^\"]*\"|'[^']*'|[^\\s,;&]+)"),
                    "$1(masked)",
            Pattern.compile("(\\w+://[^\\s:/@]*):[^\\s@/]+@"), "$1:(masked)@",
            Pattern.compile("\\beyJ[\\w-]{8,}\\.[\\w-]+\\.[\\w-]*"), "(masked)",
            Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----.*"), "(masked)");

    private SecretMask() {}

    /** Whether what has this name seems to be a secret: {@code DB_PASSWORD}, {@code apiToken}; not {@code secretName}. */
    public static boolean isSecretName(String name) {
        return SECRET_NAME
                .matcher(name.substring(Math.max(0, name.length() - NAME_END)))
                .find();
    }

    /** The line without them, without control characters, and shortened. */
    public static String mask(String line) {
        return masked(ShownText.line(line, LONGEST_LINE));
    }

    /** A value of any length: as it is where nothing in its beginning seems to be a secret, otherwise as a line. */
    public static String maskValue(String text) {
        String line = ShownText.line(text, LONGEST_LINE);
        String masked = masked(line);
        return masked.equals(line) ? text : masked;
    }

    private static String masked(String line) {
        String masked = line;
        for (Map.Entry<Pattern, String> pattern : PATTERNS.entrySet()) {
            masked = pattern.getKey().matcher(masked).replaceAll(pattern.getValue());
        }
        return masked;
    }
}
