package io.jenkins.plugins.gitops.engine.cluster.api;

import io.jenkins.plugins.gitops.engine.ShownText;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Replaces in a line of a log or of an event what seems to be a secret. It knows patterns and not the values, so it
 * can miss one.
 */
public final class SecretMask {

    /** The text in place of a value that must not be shown. */
    public static final String MASKED = "(masked)";

    private static final int LONGEST_LINE = 500;

    private static final Map<Pattern, String> PATTERNS = Map.of(
            Pattern.compile("(?i)\\b(bearer|basic)\\s+[\\w.~+/=-]{8,}"), "$1 (masked)",
            Pattern.compile("(?i)([\\w.-]*(?:passw(?:or)?d|pwd|secret|token|api[-_]?key|access[-_]?key|credential)s?\"?"
                            + "\\s*[=:]\\s*)(?:\"[^\"]*\"|'[^']*'|[^\\s,;&]+)"),
                    "$1(masked)",
            Pattern.compile("(\\w+://[^\\s:/@]*):[^\\s@/]+@"), "$1:(masked)@",
            Pattern.compile("\\beyJ[\\w-]{8,}\\.[\\w-]+\\.[\\w-]*"), "(masked)",
            Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----.*"), "(masked)");

    private SecretMask() {}

    /** The line without them, without control characters, and shortened. */
    public static String mask(String line) {
        String masked = ShownText.line(line, LONGEST_LINE);
        for (Map.Entry<Pattern, String> pattern : PATTERNS.entrySet()) {
            masked = pattern.getKey().matcher(masked).replaceAll(pattern.getValue());
        }
        return masked;
    }
}
