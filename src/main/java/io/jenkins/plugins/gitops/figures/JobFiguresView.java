package io.jenkins.plugins.gitops.figures;

import io.jenkins.plugins.gitops.engine.figures.ComparedFigures;
import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** One application in one environment on a folder's page: a row of the table, and an object of {@code api/json}. */
@ExportedBean(defaultVisibility = 2)
public final class JobFiguresView {

    /** What a row has; the job's page has all. */
    private static final List<Figure> COLUMNS = List.of(
            Figure.DELIVERIES,
            Figure.FREQUENCY,
            Figure.LEAD_TIME,
            Figure.LEAD_TIME_P90,
            Figure.RECOVERY_TIME,
            Figure.CHANGE_FAIL_RATE,
            Figure.REWORK_RATE);

    private final KnownFigures.OfJob figures;

    public JobFiguresView(KnownFigures.OfJob figures) {
        this.figures = figures;
    }

    /** The names of the columns. */
    public static List<String> columns() {
        return COLUMNS.stream().map(Figure::label).toList();
    }

    /** The job whose pages have the deliveries, by its full name. */
    @Exported
    public String getJob() {
        return figures.job().getFullName();
    }

    public String getJobName() {
        return figures.job().getFullDisplayName();
    }

    /** Its address below Jenkins' root. */
    public String getJobUrl() {
        return figures.job().getUrl();
    }

    @Exported(inline = true)
    public TargetFiguresView getFigures() {
        return new TargetFiguresView(figures.figures());
    }

    /**
     * The row: for each column a number and the one before.
     *
     * @param days how long the time span is, one of the usual ones
     */
    public List<List<TargetFiguresView.Cell>> cells(int days) {
        TargetFiguresView view = getFigures();
        ComparedFigures window = view.windows().stream()
                .filter(each -> each.days() == days)
                .findFirst()
                .orElseThrow();
        return COLUMNS.stream().map(figure -> view.cells(figure, window)).toList();
    }
}
