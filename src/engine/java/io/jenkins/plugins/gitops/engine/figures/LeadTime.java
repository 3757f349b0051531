package io.jenkins.plugins.gitops.engine.figures;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
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
        List<Duration> times = new ArrayList<>();
        List<String> deliveries = new ArrayList<>();
        int headAlone = 0;
        for (JudgedDelivery each : counted) {
            PastDelivery delivery = each.delivery();
            List<Duration> own = each.broughtHealthyChange() ? times(delivery) : List.of();
            if (!own.isEmpty()) {
                times.addAll(own);
                deliveries.add(delivery.id());
                headAlone += delivery.commits().orElseThrow().headAlone() ? 1 : 0;
            }
        }
        return new LeadTime(
                enough ? Quantiles.medianTime(times) : Optional.empty(),
                enough ? Quantiles.p90Time(times) : Optional.empty(),
                times.size(),
                headAlone,
                deliveries);
    }

    private static List<Duration> times(PastDelivery delivery) {
        return delivery.ended()
                .flatMap(end -> delivery.commits().map(commits -> commits.committed().stream()
                        .map(committed -> Duration.between(committed, end))
                        .filter(time -> !time.isNegative())
                        .toList()))
                .orElse(List.of());
    }
}
