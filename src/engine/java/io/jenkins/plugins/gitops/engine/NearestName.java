package io.jenkins.plugins.gitops.engine;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The known name that a person may have meant by a wrong one. */
public final class NearestName {

    /** Longer names are not looked at: the comparison takes quadratic time. */
    private static final int LONGEST = 100;

    private NearestName() {}

    /** That with the fewest letters to change; empty where more than a third would have to. */
    public static Optional<String> of(String wrong, Collection<String> known) {
        if (wrong.length() > LONGEST) {
            return Optional.empty();
        }
        return known.stream()
                .filter(name -> name.length() <= LONGEST)
                .min(Comparator.comparingInt((String name) -> changes(wrong, name)).thenComparing(name -> name))
                .filter(name -> 3 * changes(wrong, name) <= Math.max(wrong.length(), name.length()));
    }

    /** Letters to add, to take away or to replace (Levenshtein). */
    private static int changes(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int before = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = before + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                before = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
