package io.jenkins.plugins.gitops.figures;

import hudson.Util;
import io.jenkins.plugins.gitops.engine.figures.ArticleFigures;
import io.jenkins.plugins.gitops.engine.figures.DeliveryFigures;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** A line of the table: its name, its number as text, and the deliveries that it is made of. The constants' names are in addresses. */
public enum Figure {
    DELIVERIES(
            Messages::Figure_deliveries,
            figures -> Optional.of(Integer.toString(figures.deliveries())),
            DeliveryFigures::counted),
    FREQUENCY(
            Messages::Figure_frequency,
            figures -> figures.frequency().perDay().map(Figure::number),
            figures -> figures.frequency().deliveries()),
    DAYS(
            Messages::Figure_days,
            figures -> figures.frequency().daysPerWeek().map(Figure::number),
            figures -> figures.frequency().deliveries()),
    LEAD_TIME(
            Messages::Figure_leadTime,
            figures -> figures.leadTime().median().map(Figure::time),
            figures -> figures.leadTime().deliveries()),
    LEAD_TIME_P90(
            Messages::Figure_leadTimeP90,
            figures -> figures.leadTime().p90().map(Figure::time),
            figures -> figures.leadTime().deliveries()),
    RECOVERY_TIME(
            Messages::Figure_recoveryTime,
            figures -> figures.recoveryTime().median().map(Figure::time),
            figures -> figures.recoveryTime().deliveries()),
    CHANGE_FAIL_RATE(
            Messages::Figure_changeFailRate,
            figures -> figures.changeFailRate().rate().map(Figure::percent),
            figures -> figures.changeFailRate().deliveries()),
    REWORK_RATE(
            Messages::Figure_reworkRate,
            figures -> figures.reworkRate().rate().map(Figure::percent),
            figures -> figures.reworkRate().deliveries()),
    BATCH_SIZE(
            Messages::Figure_batchSize,
            figures -> figures.batchSize().median().map(Figure::number),
            figures -> figures.batchSize().deliveries()),
    BATCH_SIZE_P90(
            Messages::Figure_batchSizeP90,
            figures -> figures.batchSize().p90().map(Object::toString),
            figures -> figures.batchSize().deliveries()),
    ARTICLE_DAYS(Messages::Figure_articleDays, of(ArticleFigures::days), DeliveryFigures::counted),
    ARTICLE_FREQUENCY(Messages::Figure_articleFrequency, of(ArticleFigures::frequency), DeliveryFigures::counted),
    ARTICLE_SUCCESS(Messages::Figure_articleSuccess, of(ArticleFigures::successRate), DeliveryFigures::counted),
    ARTICLE_TOTAL(Messages::Figure_articleTotal, of(ArticleFigures::total), DeliveryFigures::counted);

    private static final int PERCENT = 100;
    private static final int MILLIS = 1000;

    private final Supplier<String> label;
    private final Function<DeliveryFigures, Optional<String>> text;
    private final Function<DeliveryFigures, List<String>> deliveries;

    Figure(
            Supplier<String> label,
            Function<DeliveryFigures, Optional<String>> text,
            Function<DeliveryFigures, List<String>> deliveries) {
        this.label = label;
        this.text = text;
        this.deliveries = deliveries;
    }

    /** The one with this name in an address; empty for another text. */
    public static Optional<Figure> named(String text) {
        return Arrays.stream(values())
                .filter(figure -> figure.word().equals(text))
                .findFirst();
    }

    /** As an address names it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String label() {
        return label.get();
    }

    /** For people; empty where there is no value. */
    Optional<String> text(DeliveryFigures figures) {
        return text.apply(figures);
    }

    /** The ids of the deliveries that it is made of. */
    public List<String> deliveries(DeliveryFigures figures) {
        return deliveries.apply(figures);
    }

    private static Function<DeliveryFigures, Optional<String>> of(Function<ArticleFigures, Double> figure) {
        return figures -> figures.article().map(figure).map(Figure::number);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", PERCENT * share);
    }

    private static String time(Duration time) {
        return Util.getTimeSpanString(millis(time));
    }

    /** The largest number where they are more: whoever may push can write any time into a commit. */
    static long millis(Duration time) {
        return time.toSeconds() < Long.MAX_VALUE / MILLIS ? time.toMillis() : Long.MAX_VALUE;
    }
}
