package io.jenkins.plugins.gitops.engine.figures;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The lines of a table of figures, in their order: the number of each, and the deliveries that it is made of. */
public enum FigureLine {
    DELIVERIES(count(figures -> Optional.of(figures.deliveries())), DeliveryFigures::counted),
    FREQUENCY(number(figures -> figures.frequency().perDay()), figures -> figures.frequency()
            .deliveries()),
    DAYS(number(figures -> figures.frequency().daysPerWeek()), figures -> figures.frequency()
            .deliveries()),
    LEAD_TIME(time(figures -> figures.leadTime().median()), figures -> figures.leadTime()
            .deliveries()),
    LEAD_TIME_P90(time(figures -> figures.leadTime().p90()), figures -> figures.leadTime()
            .deliveries()),
    RECOVERY_TIME(time(figures -> figures.recoveryTime().median()), figures -> figures.recoveryTime()
            .deliveries()),
    CHANGE_FAIL_RATE(percent(figures -> figures.changeFailRate().rate()), figures -> figures.changeFailRate()
            .deliveries()),
    REWORK_RATE(percent(figures -> figures.reworkRate().rate()), figures -> figures.reworkRate()
            .deliveries()),
    BATCH_SIZE(number(figures -> figures.batchSize().median()), figures -> figures.batchSize()
            .deliveries()),
    BATCH_SIZE_P90(count(figures -> figures.batchSize().p90()), figures -> figures.batchSize()
            .deliveries()),
    ARTICLE_DAYS(article(ArticleFigures::days), DeliveryFigures::counted),
    ARTICLE_FREQUENCY(article(ArticleFigures::frequency), DeliveryFigures::counted),
    ARTICLE_SUCCESS(article(ArticleFigures::successRate), DeliveryFigures::counted),
    ARTICLE_TOTAL(article(ArticleFigures::total), DeliveryFigures::counted);

    private static final int PERCENT = 100;

    private final Number number;
    private final Function<DeliveryFigures, List<String>> deliveries;

    FigureLine(Number number, Function<DeliveryFigures, List<String>> deliveries) {
        this.number = number;
        this.deliveries = deliveries;
    }

    /** A number as text. */
    private interface Number {
        Optional<String> of(DeliveryFigures figures, Function<Duration, String> time);
    }

    /**
     * For people.
     *
     * @param time how a time is written
     * @return empty where there is no value
     */
    public Optional<String> text(DeliveryFigures figures, Function<Duration, String> time) {
        return number.of(figures, time);
    }

    /** The ids of the deliveries that it is made of. */
    public List<String> deliveries(DeliveryFigures figures) {
        return deliveries.apply(figures);
    }

    private static Number count(Function<DeliveryFigures, Optional<?>> figure) {
        return (figures, time) -> figure.apply(figures).map(Object::toString);
    }

    private static Number number(Function<DeliveryFigures, Optional<Double>> figure) {
        return (figures, time) -> figure.apply(figures).map(value -> String.format(Locale.ROOT, "%.2f", value));
    }

    private static Number percent(Function<DeliveryFigures, Optional<Double>> figure) {
        return (figures, time) ->
                figure.apply(figures).map(share -> String.format(Locale.ROOT, "%.1f %%", PERCENT * share));
    }

    private static Number time(Function<DeliveryFigures, Optional<Duration>> figure) {
        return (figures, time) -> figure.apply(figures).map(time);
    }

    private static Number article(Function<ArticleFigures, Double> figure) {
        return number(figures -> figures.article().map(figure));
    }
}
