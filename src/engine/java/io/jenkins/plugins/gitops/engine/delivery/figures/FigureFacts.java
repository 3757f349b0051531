package io.jenkins.plugins.gitops.engine.delivery.figures;

import io.jenkins.plugins.gitops.engine.figures.ArticleFigures;
import io.jenkins.plugins.gitops.engine.figures.DeliveryFigures;
import io.jenkins.plugins.gitops.engine.figures.TargetFigures;
import io.jenkins.plugins.gitops.engine.metrics.FigureFact;
import io.jenkins.plugins.gitops.engine.metrics.FigureMetrics.Figure;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Figures as the facts that gauges are made of: of each time span up to now. */
public final class FigureFacts {

    private FigureFacts() {}

    /** @param production whether users are there, as a label says it; empty where nobody knows */
    public static List<FigureFact> of(TargetFigures target, String production) {
        return target.windows().stream()
                .map(window -> new FigureFact(
                        target.application(),
                        target.environment(),
                        production,
                        window.days() + "d",
                        values(window.current())))
                .toList();
    }

    private static Map<Figure, Double> values(DeliveryFigures figures) {
        Map<Figure, Double> values = new EnumMap<>(Figure.class);
        figures.frequency().perDay().ifPresent(value -> values.put(Figure.FREQUENCY, value));
        seconds(figures.leadTime().median()).ifPresent(value -> values.put(Figure.LEAD_TIME, value));
        seconds(figures.leadTime().p90()).ifPresent(value -> values.put(Figure.LEAD_TIME_P90, value));
        seconds(figures.recoveryTime().median()).ifPresent(value -> values.put(Figure.RECOVERY_TIME, value));
        figures.changeFailRate().rate().ifPresent(value -> values.put(Figure.CHANGE_FAIL_RATE, value));
        figures.reworkRate().rate().ifPresent(value -> values.put(Figure.REWORK_RATE, value));
        figures.article().ifPresent(article -> putAll(values, article));
        return values;
    }

    private static void putAll(Map<Figure, Double> values, ArticleFigures article) {
        values.put(Figure.ARTICLE_FREQUENCY, article.frequency());
        values.put(Figure.ARTICLE_SUCCESS, article.successRate());
        values.put(Figure.ARTICLE_TOTAL, article.total());
    }

    /** Whole seconds: the figures have no others. */
    private static Optional<Double> seconds(Optional<Duration> time) {
        return time.map(value -> (double) value.toSeconds());
    }
}
