package io.jenkins.plugins.gitops.engine.figures;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How often something new ran (DORA, deployment frequency).
 *
 * @param perDay healthy deliveries for each day of the time span
 * @param daysPerWeek on how many days of a week there was one, the median over the span's whole weeks counted back from its end;
 *     empty for a span without one. A day is 24 hours, counted back likewise
 * @param deliveries the healthy ones
 */
public record DeploymentFrequency(
        @JsonInclude Optional<Double> perDay, @JsonInclude Optional<Double> daysPerWeek, List<String> deliveries) {

    private static final int WEEK = 7;

    public DeploymentFrequency {
        deliveries = List.copyOf(deliveries);
    }

    static DeploymentFrequency of(List<JudgedDelivery> counted, TimeSpan span, boolean enough) {
        List<PastDelivery> healthy = counted.stream()
                .map(JudgedDelivery::delivery)
                .filter(PastDelivery::healthy)
                .toList();
        return new DeploymentFrequency(
                enough ? Optional.of(healthy.size() / (double) span.days()) : Optional.empty(),
                enough ? daysPerWeek(healthy, span) : Optional.empty(),
                healthy.stream().map(PastDelivery::id).toList());
    }

    private static Optional<Double> daysPerWeek(List<PastDelivery> healthy, TimeSpan span) {
        List<Set<Long>> weeks = new ArrayList<>();
        for (int i = 0; i < span.days() / WEEK; i++) {
            weeks.add(new HashSet<>());
        }
        for (PastDelivery each : healthy) {
            long daysAgo = Duration.between(each.end(), span.to()).toDays();
            int week = (int) daysAgo / WEEK;
            if (week < weeks.size()) {
                weeks.get(week).add(daysAgo);
            }
        }
        return Quantiles.of(weeks.stream().mapToLong(Set::size)).median();
    }
}
