package io.jenkins.plugins.gitops.environments;

import java.util.List;

/**
 * The names that an environment allows, one pattern a line. In a pattern {@code *} matches any part of one segment of a path.
 * {@code **} as a whole segment matches any number of segments, at the end at least one: {@code release/**} does not allow
 * {@code release}. Case counts. Without lines nothing is allowed.
 */
public final class NamePatterns {

    private final List<String> lines;

    private NamePatterns(List<String> lines) {
        this.lines = lines;
    }

    public static NamePatterns of(String text) {
        return new NamePatterns(
                text == null
                        ? List.of()
                        : text.lines()
                                .map(String::strip)
                                .filter(line -> !line.isEmpty())
                                .toList());
    }

    public boolean allow(String name) {
        return lines.stream().anyMatch(line -> fits(segments(line), segments(name)));
    }

    /** Whether every name is allowed, so that none has to be known. */
    public boolean allowAll() {
        return lines.contains("**");
    }

    /** A table of the prefixes that match. The time is at most proportional to the product of both lengths. */
    private static boolean fits(List<String> pattern, List<String> name) {
        boolean[] fit = new boolean[name.size() + 1];
        fit[0] = true;
        for (int i = 0; i < pattern.size(); i++) {
            boolean[] next = new boolean[name.size() + 1];
            boolean any = pattern.get(i).equals("**");
            boolean atLeastOne = i == pattern.size() - 1;
            for (int j = 0; j <= name.size(); j++) {
                next[j] = any
                        ? (j > 0 && (next[j - 1] || fit[j - 1])) || (fit[j] && !atLeastOne)
                        : j > 0 && fit[j - 1] && segmentFits(pattern.get(i), name.get(j - 1));
            }
            fit = next;
        }
        return fit[name.size()];
    }

    /** Matches each text between the stars at its first position after the one before. No other choice matches more. */
    private static boolean segmentFits(String pattern, String segment) {
        String[] parts = pattern.split("\\*", -1);
        if (parts.length == 1) {
            return pattern.equals(segment);
        }
        String end = parts[parts.length - 1];
        if (!segment.startsWith(parts[0])) {
            return false;
        }
        int from = parts[0].length();
        for (int i = 1; i < parts.length - 1; i++) {
            int found = segment.indexOf(parts[i], from);
            if (found < 0) {
                return false;
            }
            from = found + parts[i].length();
        }
        return segment.length() - from >= end.length() && segment.endsWith(end);
    }

    private static List<String> segments(String path) {
        return List.of(path.split("/", -1));
    }
}
