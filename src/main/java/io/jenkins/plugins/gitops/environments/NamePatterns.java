package io.jenkins.plugins.gitops.environments;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names that an environment allows, one pattern a line. In a pattern {@code *} stands for any part of one segment of
 * a path, and {@code **} as a whole segment for any number of segments; at the end for at least one, so that
 * {@code release/**} does not allow {@code release}. Case counts. Without lines nothing is allowed.
 */
final class NamePatterns {

    private final List<String> lines;

    private NamePatterns(List<String> lines) {
        this.lines = lines;
    }

    static NamePatterns of(String text) {
        return new NamePatterns(
                text == null
                        ? List.of()
                        : text.lines()
                                .map(String::strip)
                                .filter(line -> !line.isEmpty())
                                .toList());
    }

    boolean allow(String name) {
        return lines.stream().anyMatch(line -> expression(line).matcher(name).matches());
    }

    /** Whether every name is allowed, so that none has to be known. */
    boolean allowAll() {
        return lines.contains("**");
    }

    private static Pattern expression(String line) {
        StringBuilder expression = new StringBuilder();
        String[] segments = line.split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            if (segments[i].equals("**")) {
                expression.append(last ? "[^/]+(?:/[^/]+)*" : "(?:[^/]+/)*");
            } else {
                expression.append(segment(segments[i])).append(last ? "" : "/");
            }
        }
        return Pattern.compile(expression.toString());
    }

    /** Neighbouring stars count as one: each more would multiply the time that a name which does not fit costs. */
    private static String segment(String pattern) {
        return List.of(pattern.replaceAll("\\*+", "*").split("\\*", -1)).stream()
                .map(Pattern::quote)
                .collect(Collectors.joining("[^/]*"));
    }
}
