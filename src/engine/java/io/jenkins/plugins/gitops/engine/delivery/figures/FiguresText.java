package io.jenkins.plugins.gitops.engine.delivery.figures;

import io.jenkins.plugins.gitops.engine.delivery.history.MarkedDelivery;
import io.jenkins.plugins.gitops.engine.figures.ArticleFigures;
import io.jenkins.plugins.gitops.engine.figures.ComparedFigures;
import io.jenkins.plugins.gitops.engine.figures.DeliveryFigures;
import io.jenkins.plugins.gitops.engine.figures.TargetFigures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Figures as a table for people: each beside the one of the time span before. */
final class FiguresText {

    private static final String NONE = "n/a";
    private static final int LABEL = 36;
    private static final int NUMBER = 14;
    private static final int PERCENT = 100;

    /** A line of the table. */
    private record Row(String label, Function<DeliveryFigures, Optional<String>> number) {}

    private static final List<Row> ROWS = List.of(
            new Row("deliveries", figures -> Optional.of(Integer.toString(figures.deliveries()))),
            new Row(
                    "deployment frequency, a day",
                    figures -> figures.frequency().perDay().map(FiguresText::number)),
            new Row(
                    "days of a week with one, median",
                    figures -> figures.frequency().daysPerWeek().map(FiguresText::number)),
            new Row(
                    "change lead time, median",
                    figures -> figures.leadTime().median().map(FiguresText::time)),
            new Row(
                    "change lead time, 90 %",
                    figures -> figures.leadTime().p90().map(FiguresText::time)),
            new Row(
                    "recovery time, median",
                    figures -> figures.recoveryTime().median().map(FiguresText::time)),
            new Row(
                    "change fail rate",
                    figures -> figures.changeFailRate().rate().map(FiguresText::percent)),
            new Row(
                    "deployment rework rate",
                    figures -> figures.reworkRate().rate().map(FiguresText::percent)),
            new Row(
                    "commits of a delivery, median",
                    figures -> figures.batchSize().median().map(FiguresText::number)),
            new Row(
                    "commits of a delivery, 90 %",
                    figures -> figures.batchSize().p90().map(Object::toString)),
            new Row("T, days between deliveries", of(ArticleFigures::days)),
            new Row("f = 1 / T", of(ArticleFigures::frequency)),
            new Row("S, successful among all", of(ArticleFigures::successRate)),
            new Row("F = T + f x S", of(ArticleFigures::total)));

    private FiguresText() {}

    static String of(BranchFigures figures) {
        if (figures.figures().isEmpty()) {
            return "No deliveries.";
        }
        List<String> parts = new ArrayList<>();
        figures.figures().forEach(target -> parts.add(table(target)));
        parts.add("The figures of a time span stand beside those of the one before. " + NONE + ": fewer than "
                + DeliveryFigures.FEWEST + " deliveries, or nothing to measure.");
        if (!figures.marks().isEmpty()) {
            parts.add("Marked by people:\n"
                    + figures.marks().stream().map(FiguresText::line).collect(Collectors.joining("\n")));
        }
        return String.join("\n\n", parts);
    }

    private static String table(TargetFigures target) {
        StringBuilder text = new StringBuilder(padded(target.application() + " > " + target.environment()));
        for (ComparedFigures window : target.windows()) {
            text.append(right(window.days() + " DAYS")).append(right("BEFORE"));
        }
        for (Row row : ROWS) {
            text.append('\n').append(padded("  " + row.label()));
            for (ComparedFigures window : target.windows()) {
                text.append(right(row.number().apply(window.current()).orElse(NONE)))
                        .append(right(row.number().apply(window.before()).orElse(NONE)));
            }
        }
        headAlone(target).ifPresent(text::append);
        return text.toString();
    }

    private static Optional<String> headAlone(TargetFigures target) {
        int most = target.windows().stream()
                .mapToInt(window -> window.current().leadTime().headAlone())
                .max()
                .orElse(0);
        return most == 0
                ? Optional.empty()
                : Optional.of("\n  The sources of " + most
                        + " of them are in another repository: only the newest commit of each"
                        + " is known, so the lead time is optimistic.");
    }

    private static String line(MarkedDelivery marked) {
        return "  " + marked.delivery() + " " + marked.mark().word() + ", " + marked.at() + ", " + marked.author()
                + ": " + marked.reason();
    }

    private static Function<DeliveryFigures, Optional<String>> of(Function<ArticleFigures, Double> figure) {
        return figures -> figures.article().map(figure).map(FiguresText::number);
    }

    private static String padded(String text) {
        return String.format(Locale.ROOT, "%-" + LABEL + "s", text);
    }

    private static String right(String text) {
        return String.format(Locale.ROOT, "%" + NUMBER + "s", text);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", PERCENT * share);
    }

    /** The two largest units: {@code 3 d 4 h}. */
    static String time(Duration time) {
        if (time.toDays() > 0) {
            return time.toDays() + " d " + time.toHoursPart() + " h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toMinutes() > 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toSeconds() + " s";
    }
}
