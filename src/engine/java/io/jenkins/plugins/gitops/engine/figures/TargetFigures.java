package io.jenkins.plugins.gitops.engine.figures;

import java.time.Instant;
import java.util.Collections;
import java.util.List;

/**
 * How deliveries of one application to one environment went.
 *
 * @param application its name
 * @param environment its name
 * @param windows for each of the asked time spans, in their order
 * @param weeks the whole weeks of the longest time span, at most a year of them, the oldest first
 */
public record TargetFigures(
        String application, String environment, List<ComparedFigures> windows, List<WeekFigures> weeks) {

    /** How many days the usual time spans have. */
    public static final List<Integer> USUAL_DAYS = List.of(30, 90);

    public TargetFigures {
        windows = List.copyOf(windows);
        // A result that an earlier version wrote has none.
        weeks = weeks == null ? List.of() : List.copyOf(weeks);
    }

    /**
     * Computes them.
     *
     * @param oldestFirst its deliveries, in the order of the branch; those that ended before the spans change nothing but what a
     *     delivery is compared with
     * @param now where the spans end
     * @param days how long they are
     */
    public static TargetFigures of(
            String application, String environment, List<PastDelivery> oldestFirst, Instant now, List<Integer> days) {
        List<JudgedDelivery> judged = JudgedDelivery.of(oldestFirst, now);
        return new TargetFigures(
                application,
                environment,
                days.stream()
                        .map(number -> new TimeSpan(number, now))
                        .map(span -> new ComparedFigures(
                                span.days(),
                                DeliveryFigures.of(judged, span),
                                DeliveryFigures.of(judged, span.before())))
                        .toList(),
                WeekFigures.of(judged, new TimeSpan(Collections.max(days), now)));
    }
}
