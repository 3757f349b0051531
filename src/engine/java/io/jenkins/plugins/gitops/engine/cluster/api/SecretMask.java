package io.jenkins.plugins.gitops.engine.cluster.api;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Takes out of a line of somebody's log, or of an event, what looks like a secret. As well as can be: it knows shapes,
 * not values.
 */
public final class SecretMask {

    /** What stands for a value that must not be shown. */
    public static final String MASKED = "(masked)";

    private static final int LONGEST_LINE = 500;

    private static final Map<Pattern, String> SHAPES = Map.of(
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
        String masked = line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "..." : line;
        masked = masked.replaceAll("\\p{Cntrl}", " ");
        for (Map.Entry<Pattern, String> shape : SHAPES.entrySet()) {
            masked = shape.getKey().matcher(masked).replaceAll(shape.getValue());
        }
        return masked;
    }
}
