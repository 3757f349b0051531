package io.jenkins.plugins.gitops.figures;

import io.jenkins.plugins.gitops.engine.figures.ArticleFigures;
import io.jenkins.plugins.gitops.engine.figures.DeliveryFigures;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** The figures of one time span in {@code api/json}. What has no value is null. Times are in milliseconds, shares from 0 to 1. */
@ExportedBean(defaultVisibility = 4)
public final class FiguresView {

    private final DeliveryFigures figures;

    FiguresView(DeliveryFigures figures) {
        this.figures = figures;
    }

    @Exported
    public long getFrom() {
        return figures.from().toEpochMilli();
    }

    @Exported
    public long getTo() {
        return figures.to().toEpochMilli();
    }

    @Exported
    public int getDeliveries() {
        return figures.deliveries();
    }

    @Exported
    public Double getFrequencyPerDay() {
        return figures.frequency().perDay().orElse(null);
    }

    @Exported
    public Double getDaysPerWeek() {
        return figures.frequency().daysPerWeek().orElse(null);
    }

    @Exported
    public Long getLeadTimeMedianMillis() {
        return millis(figures.leadTime().median());
    }

    @Exported
    public Long getLeadTimeP90Millis() {
        return millis(figures.leadTime().p90());
    }

    @Exported
    public Long getRecoveryTimeMedianMillis() {
        return millis(figures.recoveryTime().median());
    }

    /** How many failures nothing healthy has followed yet. */
    @Exported
    public int getOpenFailures() {
        return figures.recoveryTime().open();
    }

    @Exported
    public Double getChangeFailRate() {
        return figures.changeFailRate().rate().orElse(null);
    }

    @Exported
    public Double getReworkRate() {
        return figures.reworkRate().rate().orElse(null);
    }

    @Exported
    public Double getBatchSizeMedian() {
        return figures.batchSize().median().orElse(null);
    }

    @Exported
    public Long getBatchSizeP90() {
        return figures.batchSize().p90().orElse(null);
    }

    /** T: days between deliveries. */
    @Exported
    public Double getArticleDays() {
        return article(ArticleFigures::days);
    }

    /** f: deliveries a day. */
    @Exported
    public Double getArticleFrequency() {
        return article(ArticleFigures::frequency);
    }

    /** S: successful ones among all. */
    @Exported
    public Double getArticleSuccessRate() {
        return article(ArticleFigures::successRate);
    }

    /** F = T + f x S. */
    @Exported
    public Double getArticleTotal() {
        return article(ArticleFigures::total);
    }

    private Double article(Function<ArticleFigures, Double> figure) {
        return figures.article().map(figure).orElse(null);
    }

    private static Long millis(Optional<Duration> time) {
        return time.map(Figure::millis).orElse(null);
    }
}
