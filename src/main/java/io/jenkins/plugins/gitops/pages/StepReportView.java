package io.jenkins.plugins.gitops.pages;

import io.jenkins.plugins.gitops.builds.StepReport;
import java.util.Date;
import java.util.Locale;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A step that compared or removed something, as pages and {@code api/json} show it. */
@ExportedBean(defaultVisibility = 3)
public final class StepReportView {

    private final StepReport report;

    StepReportView(StepReport report) {
        this.report = report;
    }

    /** Milliseconds since 1970 in {@code api/json}. */
    @Exported
    public Date getAt() {
        return Date.from(report.at());
    }

    @Exported
    public String getEnvironment() {
        return report.environment();
    }

    @Exported
    public String getApplication() {
        return report.application();
    }

    /** {@code drift} or {@code removal}. */
    @Exported
    public String getKind() {
        return report.kind().name().toLowerCase(Locale.ROOT);
    }

    /** {@code running}, {@code equal}, {@code drifted}, {@code removed}, {@code superseded}, {@code aborted}, {@code failed}. */
    @Exported
    public String getOutcome() {
        return report.state().name().toLowerCase(Locale.ROOT);
    }

    @Exported
    public String getSummary() {
        return report.summary();
    }

    /** Null where there is none. */
    @Exported
    public String getCommit() {
        return report.commit().orElse(null);
    }

    /** All that the step said. */
    public String getText() {
        return report.text();
    }

    public String getTitle() {
        return switch (report.kind()) {
            case DRIFT -> Messages.StepReportView_drift(report.application(), report.environment());
            case REMOVAL -> Messages.StepReportView_removal(report.application(), report.environment());
        };
    }

    public String getSymbol() {
        return switch (report.state()) {
            case RUNNING -> "symbol-status-blue-anime";
            case EQUAL -> "symbol-status-blue";
            case DRIFTED -> "symbol-status-yellow";
            case REMOVED -> "symbol-status-disabled";
            case SUPERSEDED -> "symbol-status-nobuilt";
            case ABORTED -> "symbol-status-aborted";
            case FAILED -> "symbol-status-red";
        };
    }

    public String getOutcomeText() {
        return switch (report.state()) {
            case RUNNING -> Messages.StepReportView_running();
            case EQUAL -> Messages.StepReportView_equal();
            case DRIFTED -> Messages.StepReportView_drifted();
            case REMOVED -> Messages.StepReportView_removed();
            case SUPERSEDED -> Messages.StepReportView_superseded();
            case ABORTED -> Messages.StepReportView_aborted();
            case FAILED -> Messages.StepReportView_failed();
        };
    }
}
