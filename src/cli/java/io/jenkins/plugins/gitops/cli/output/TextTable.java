package io.jenkins.plugins.gitops.cli.output;

import io.jenkins.plugins.gitops.engine.ShownText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of cells for people, each column as wide as its longest cell. */
public final class TextTable {

    private static final String GAP = "  ";
    private static final int SHORTEST = 8;
    private static final int NARROWEST = 40;
    private static final int LONGEST_CELL = 1000;

    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(List<String> headings) {
        rows.add(List.copyOf(headings));
    }

    /** @param cells as many as there are headings; what of them is not to be shown in a line is left out */
    public void add(List<String> cells) {
        rows.add(cells.stream()
                .map(cell -> ShownText.line(cell, LONGEST_CELL))
                .map(cell -> cell.isEmpty() ? "-" : cell)
                .toList());
    }

    /** Whole cells, however wide that is. */
    public String text() {
        return text(Integer.MAX_VALUE);
    }

    /**
     * As above, on so many columns where that can be: the longest cells are cut.
     *
     * @param width in columns; less than 40 counts as 40
     */
    public String text(int width) {
        List<Integer> widths = new ArrayList<>(IntStream.range(0, rows.get(0).size())
                .mapToObj(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toList());
        int over = widths.stream().mapToInt(each -> each).sum()
                + GAP.length() * (widths.size() - 1)
                - Math.max(width, NARROWEST);
        while (over > 0) {
            int widest = widths.stream().mapToInt(each -> each).max().orElse(0);
            if (widest <= SHORTEST) {
                break;
            }
            widths.set(widths.lastIndexOf(widest), widest - 1);
            over--;
        }
        return rows.stream()
                .map(row -> IntStream.range(0, row.size())
                        .mapToObj(column -> padded(row.get(column), widths.get(column)))
                        .collect(Collectors.joining(GAP))
                        .stripTrailing())
                .collect(Collectors.joining("\n"));
    }

    private static String padded(String cell, int width) {
        String cut = cell.length() <= width ? cell : ShownText.cut(cell, width - "...".length());
        return cut + " ".repeat(Math.max(0, width - cut.length()));
    }
}
