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
                .min(Comparator.comparingInt((String name) -> changes(wrong, name))
                        .thenComparing(name -> name))
                .filter(name -> 3 * changes(wrong, name) <= Math.max(wrong.length(), name.length()));
    }

    /** Letters to add, to take away, to replace, or to swap with the next (optimal string alignment). */
    private static int changes(String from, String to) {
        int[][] table = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                table[i][j] = i == 0 || j == 0 ? i + j : fewest(table, from, to, i, j);
            }
        }
        return table[from.length()][to.length()];
    }

    private static int fewest(int[][] table, String from, String to, int i, int j) {
        int replaced = table[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, 1 + Math.min(table[i - 1][j], table[i][j - 1]));
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(least, 1 + table[i - 2][j - 2]) : least;
    }
}
