package io.jenkins.plugins.gitops.engine.figures;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How the deliveries of one week went, for a chart. A week is counted however few deliveries it has: one point of a line judges
 * nobody. The names are those of the JSON, and never change.
 *
 * @param from the week's beginning, seven days of 24 hours before its end
 * @param to its end
 * @param deployments how often something new ran: the healthy deliveries, those that failed later too
 * @param succeeded how many deliveries did not fail
 * @param failedLater how many were healthy, and were rolled back or marked as failed after that
 * @param failed of how many the rollout failed
 * @param leadTimeMedian from commit to healthy; empty without a commit
 * @param leadTimeP90 which 90 % of the commits do not exceed
 */
public record WeekFigures(
        Instant from,
        Instant to,
        int deployments,
        int succeeded,
        int failedLater,
        int failed,
        @JsonInclude Optional<Duration> leadTimeMedian,
        @JsonInclude Optional<Duration> leadTimeP90) {

    static final int DAYS = 7;

    /** A year: a chart of more cannot be read. */
    static final int MOST = 53;

    /**
     * The whole weeks of a time span, counted back from its end; at most {@value #MOST}.
     *
     * @return the oldest first
     */
    static List<WeekFigures> of(List<JudgedDelivery> all, TimeSpan span) {
        List<WeekFigures> weeks = new ArrayList<>();
        TimeSpan week = new TimeSpan(DAYS, span.to());
        for (int i = 0; i < Math.min(MOST, span.days() / DAYS); i++) {
            weeks.add(of(week, all));
            week = week.before();
        }
        Collections.reverse(weeks);
        return weeks;
    }

    private static WeekFigures of(TimeSpan week, List<JudgedDelivery> all) {
        List<JudgedDelivery> ended =
                all.stream().filter(each -> week.has(each.delivery().end())).toList();
        int deployments = count(ended, each -> each.delivery().healthy());
        int failed = ended.size() - deployments;
        int failedLater = count(ended, JudgedDelivery::failed) - failed;
        LeadTime leadTime = LeadTime.of(ended, true);
        return new WeekFigures(
                week.from(),
                week.to(),
                deployments,
                deployments - failedLater,
                failedLater,
                failed,
                leadTime.median(),
                leadTime.p90());
    }

    private static int count(List<JudgedDelivery> some, Predicate<JudgedDelivery> which) {
        return (int) some.stream().filter(which).count();
    }
}
