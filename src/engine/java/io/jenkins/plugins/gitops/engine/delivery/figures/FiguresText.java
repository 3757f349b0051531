package io.jenkins.plugins.gitops.engine.delivery.figures;

import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryMarks;
import io.jenkins.plugins.gitops.engine.delivery.history.MarkedDelivery;
import io.jenkins.plugins.gitops.engine.figures.ComparedFigures;
import io.jenkins.plugins.gitops.engine.figures.DeliveryFigures;
import io.jenkins.plugins.gitops.engine.figures.FigureLine;
import io.jenkins.plugins.gitops.engine.figures.TargetFigures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Figures as a table for people: each beside the one of the time span before. */
final class FiguresText {

    private static final String NONE = "n/a";
    private static final int LABEL = 36;
    private static final int NUMBER = 14;

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
        if (figures.moreMarks()) {
            parts.add("The branch has more than " + DeliveryMarks.MOST + " marks; the older ones are not counted.");
        }
        return String.join("\n\n", parts);
    }

    private static String table(TargetFigures target) {
        StringBuilder text = new StringBuilder(padded(target.application() + " > " + target.environment()));
        for (ComparedFigures window : target.windows()) {
            text.append(right(window.days() + " DAYS")).append(right("BEFORE"));
        }
        for (FigureLine line : FigureLine.values()) {
            text.append('\n').append(padded("  " + label(line)));
            for (ComparedFigures window : target.windows()) {
                text.append(right(number(line, window.current()))).append(right(number(line, window.before())));
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

    private static String number(FigureLine line, DeliveryFigures figures) {
        return line.text(figures, FiguresText::time).orElse(NONE);
    }

    private static String label(FigureLine line) {
        return switch (line) {
            case DELIVERIES -> "deliveries";
            case FREQUENCY -> "deployment frequency, a day";
            case DAYS -> "days of a week with one, median";
            case LEAD_TIME -> "change lead time, median";
            case LEAD_TIME_P90 -> "change lead time, 90 %";
            case RECOVERY_TIME -> "recovery time, median";
            case CHANGE_FAIL_RATE -> "change fail rate";
            case REWORK_RATE -> "deployment rework rate";
            case BATCH_SIZE -> "commits of a delivery, median";
            case BATCH_SIZE_P90 -> "commits of a delivery, 90 %";
            case ARTICLE_DAYS -> "T, days between deliveries";
            case ARTICLE_FREQUENCY -> "f = 1 / T";
            case ARTICLE_SUCCESS -> "S, successful among all";
            case ARTICLE_TOTAL -> "F = T + f x S";
        };
    }

    private static String padded(String text) {
        return String.format(Locale.ROOT, "%-" + LABEL + "s", text);
    }

    private static String right(String text) {
        return String.format(Locale.ROOT, "%" + NUMBER + "s", text);
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
