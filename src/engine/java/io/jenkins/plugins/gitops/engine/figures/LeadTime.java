package io.jenkins.plugins.gitops.engine.figures;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From a commit to the end of the delivery with which it first was healthy, for each commit (DORA, change lead time). Left out
 * are rollbacks, deliveries whose end is not known, and commits that their clock dates after that end.
 *
 * @param median in whole seconds
 * @param p90 which 90 % of the commits do not exceed
 * @param commits how many were measured
 * @param headAlone in how many deliveries only the newest commit is known, which is optimistic
 * @param deliveries those that brought them
 */
public record LeadTime(
        @JsonInclude Optional<Duration> median,
        @JsonInclude Optional<Duration> p90,
        int commits,
        int headAlone,
        List<String> deliveries) {

    public LeadTime {
        deliveries = List.copyOf(deliveries);
    }

    static LeadTime of(List<JudgedDelivery> counted, boolean enough) {
        long[] times = new long[counted.stream().mapToInt(LeadTime::measured).sum()];
        List<String> deliveries = new ArrayList<>();
        int commits = 0;
        int headAlone = 0;
        for (JudgedDelivery each : counted) {
            PastDelivery delivery = each.delivery();
            int own = measured(each);
            if (own > 0) {
                // Without streams: of many lines of deliveries there are millions.
                long end = delivery.ended().orElseThrow().getEpochSecond();
                for (Instant committed : delivery.commits().orElseThrow().committed()) {
                    times[commits++] = end - committed.getEpochSecond();
                }
                deliveries.add(delivery.id());
                headAlone += delivery.commits().orElseThrow().headAlone() ? 1 : 0;
            }
        }
        Quantiles all = Quantiles.of(times);
        return new LeadTime(
                enough ? all.medianTime() : Optional.empty(),
                enough ? all.p90Time() : Optional.empty(),
                commits,
                headAlone,
                deliveries);
    }

    private static int measured(JudgedDelivery each) {
        PastDelivery delivery = each.delivery();
        return each.broughtHealthyChange() && delivery.ended().isPresent()
                ? delivery.commits().map(commits -> commits.committed().size()).orElse(0)
                : 0;
    }
}
