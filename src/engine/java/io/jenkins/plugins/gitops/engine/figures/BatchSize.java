package io.jenkins.plugins.gitops.engine.figures;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * How many commits become healthy with one delivery. Left out are rollbacks, deliveries that brought no commit, such as one of
 * new manifests for the same source, and those of which only the newest commit is known.
 *
 * @param median of the deliveries
 * @param p90 which 90 % of them do not exceed
 * @param deliveries those that were counted
 */
public record BatchSize(
        @JsonInclude Optional<Double> median, @JsonInclude Optional<Long> p90, List<String> deliveries) {

    public BatchSize {
        deliveries = List.copyOf(deliveries);
    }

    static BatchSize of(List<JudgedDelivery> counted, boolean enough) {
        List<PastDelivery> measured = counted.stream()
                .filter(JudgedDelivery::broughtHealthyChange)
                .map(JudgedDelivery::delivery)
                .filter(delivery -> number(delivery) > 0)
                .toList();
        Quantiles numbers = Quantiles.of(measured.stream().mapToLong(BatchSize::number));
        return new BatchSize(
                enough ? numbers.median() : Optional.empty(),
                enough ? numbers.p90() : Optional.empty(),
                measured.stream().map(PastDelivery::id).toList());
    }

    private static long number(PastDelivery delivery) {
        return delivery.commits()
                .filter(commits -> !commits.headAlone())
                .map(commits -> (long) commits.committed().size())
                .orElse(0L);
    }
}
