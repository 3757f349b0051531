package io.jenkins.plugins.gitops.figures;

import hudson.Util;
import io.jenkins.plugins.gitops.engine.figures.WeekFigures;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A week of the charts, in the table below them and in {@code api/json}. */
@ExportedBean(defaultVisibility = 4)
public final class WeekView {

    private final WeekFigures week;

    WeekView(WeekFigures week) {
        this.week = week;
    }

    @Exported
    public long getFrom() {
        return week.from().toEpochMilli();
    }

    @Exported
    public long getTo() {
        return week.to().toEpochMilli();
    }

    /** Its last day, as charts name it. */
    public Date getEnd() {
        return Date.from(week.to());
    }

    /** Healthy deliveries, those that failed later too. */
    @Exported
    public int getDeployments() {
        return week.deployments();
    }

    @Exported
    public int getSucceeded() {
        return week.succeeded();
    }

    @Exported
    public int getFailedLater() {
        return week.failedLater();
    }

    @Exported
    public int getFailed() {
        return week.failed();
    }

    /** Null where no commit came. */
    @Exported
    public Long getLeadTimeMedianMillis() {
        return week.leadTimeMedian().map(Figure::millis).orElse(null);
    }

    @Exported
    public Long getLeadTimeP90Millis() {
        return week.leadTimeP90().map(Figure::millis).orElse(null);
    }

    public String getLeadTimeMedianText() {
        return text(week.leadTimeMedian());
    }

    public String getLeadTimeP90Text() {
        return text(week.leadTimeP90());
    }

    private static String text(Optional<Duration> time) {
        return time.map(Figure::millis).map(Util::getTimeSpanString).orElseGet(Messages::Figure_none);
    }
}
