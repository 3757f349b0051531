package io.jenkins.plugins.gitops.figures;

import hudson.Util;
import io.jenkins.plugins.gitops.engine.figures.ComparedFigures;
import io.jenkins.plugins.gitops.engine.figures.DeliveryFigures;
import io.jenkins.plugins.gitops.engine.figures.TargetFigures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** The figures of one application in one environment: a table of the page, and an object of {@code api/json}. */
@ExportedBean(defaultVisibility = 3)
public final class TargetFiguresView {

    private final TargetFigures figures;

    public TargetFiguresView(TargetFigures figures) {
        this.figures = figures;
    }

    @Exported
    public String getApplication() {
        return figures.application();
    }

    @Exported
    public String getEnvironment() {
        return figures.environment();
    }

    /** Whether an administrator says that users are there. */
    @Exported
    public boolean isProduction() {
        return ProductionFirst.isProduction(getEnvironment());
    }

    /** The whole weeks of the longest time span, the oldest first. */
    @Exported
    public List<WeekView> getWeeks() {
        return figures.weeks().stream().map(WeekView::new).toList();
    }

    /** What the charts are drawn from, as JSON: each week's values as {@code charts.js} reads them. */
    public String getChart() {
        JSONArray weeks = new JSONArray();
        for (WeekView week : getWeeks()) {
            JSONObject one = new JSONObject();
            one.put("to", week.getTo());
            one.put("deployments", week.getDeployments());
            one.put("succeeded", week.getSucceeded());
            one.put("failedLater", week.getFailedLater());
            one.put("failed", week.getFailed());
            one.put("median", week.getLeadTimeMedianMillis());
            one.put("p90", week.getLeadTimeP90Millis());
            weeks.add(one);
        }
        return weeks.toString();
    }

    @Exported
    public List<WindowView> getWindows() {
        return figures.windows().stream().map(WindowView::new).toList();
    }

    /** The lines of the table. */
    public List<Line> getLines() {
        return Arrays.stream(Figure.values()).map(this::line).toList();
    }

    private Line line(Figure figure) {
        List<Cell> cells = new ArrayList<>();
        List<String> titles = new ArrayList<>();
        for (ComparedFigures window : figures.windows()) {
            cells.addAll(cells(figure, window));
            titles.add(Messages.TargetFiguresView_days(window.days()));
            titles.add(Messages.TargetFiguresView_before());
        }
        return new Line(figure.label(), cells, titles);
    }

    /** A number, and the one before. */
    List<Cell> cells(Figure figure, ComparedFigures window) {
        return List.of(
                cell(figure, window.days(), false, window.current()),
                cell(figure, window.days(), true, window.before()));
    }

    List<ComparedFigures> windows() {
        return figures.windows();
    }

    private Cell cell(Figure figure, int days, boolean before, DeliveryFigures in) {
        String query = "?application=" + Util.rawEncode(getApplication()) + "&environment="
                + Util.rawEncode(getEnvironment()) + "&figure=" + figure.word() + "&days=" + days
                + (before ? "&before=true" : "");
        Optional<String> text = figure.text(in);
        boolean linked = text.isPresent() && !figure.deliveries(in).isEmpty();
        return new Cell(text.orElseGet(Messages::Figure_none), linked ? query : null);
    }

    /** A line: its name, and for each time span a number and the one before. */
    public static final class Line {

        private final String label;
        private final List<Cell> cells;
        private final List<String> titles;

        Line(String label, List<Cell> cells, List<String> titles) {
            this.label = label;
            this.cells = cells;
            this.titles = titles;
        }

        /** What each of them is of, for a page too narrow for a table's head. */
        public List<String> getTitles() {
            return titles;
        }

        public String getLabel() {
            return label;
        }

        public List<Cell> getCells() {
            return cells;
        }
    }

    /** A number, and the query of the list of its deliveries; that is null when there is no number or no delivery. */
    public static final class Cell {

        private final String text;
        private final String query;

        Cell(String text, String query) {
            this.text = text;
            this.query = query;
        }

        public String getText() {
            return text;
        }

        public String getQuery() {
            return query;
        }
    }
}
