package io.jenkins.plugins.gitops.figures;

import hudson.Util;
import io.jenkins.plugins.gitops.engine.figures.DeliveryFigures;
import io.jenkins.plugins.gitops.engine.figures.FigureLine;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** A line of the table, with its name for people. The constants' names are those of {@link FigureLine}, and are in addresses. */
public enum Figure {
    DELIVERIES(Messages::Figure_deliveries),
    FREQUENCY(Messages::Figure_frequency),
    DAYS(Messages::Figure_days),
    LEAD_TIME(Messages::Figure_leadTime),
    LEAD_TIME_P90(Messages::Figure_leadTimeP90),
    RECOVERY_TIME(Messages::Figure_recoveryTime),
    CHANGE_FAIL_RATE(Messages::Figure_changeFailRate),
    REWORK_RATE(Messages::Figure_reworkRate),
    BATCH_SIZE(Messages::Figure_batchSize),
    BATCH_SIZE_P90(Messages::Figure_batchSizeP90),
    ARTICLE_DAYS(Messages::Figure_articleDays),
    ARTICLE_FREQUENCY(Messages::Figure_articleFrequency),
    ARTICLE_SUCCESS(Messages::Figure_articleSuccess),
    ARTICLE_TOTAL(Messages::Figure_articleTotal);

    private static final int MILLIS = 1000;

    private final Supplier<String> label;

    Figure(Supplier<String> label) {
        this.label = label;
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
        return line().text(figures, Figure::time);
    }

    /** The ids of the deliveries that it is made of. */
    public List<String> deliveries(DeliveryFigures figures) {
        return line().deliveries(figures);
    }

    /** Of the same name. */
    private FigureLine line() {
        return FigureLine.valueOf(name());
    }

    private static String time(Duration time) {
        return Util.getTimeSpanString(millis(time));
    }

    /** The largest number where they are more: whoever may push can write any time into a commit. */
    static long millis(Duration time) {
        return time.toSeconds() < Long.MAX_VALUE / MILLIS ? time.toMillis() : Long.MAX_VALUE;
    }
}
