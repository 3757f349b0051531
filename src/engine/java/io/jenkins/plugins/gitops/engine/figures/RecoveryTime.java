package io.jenkins.plugins.gitops.engine.figures;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * From a failure to the end of the next healthy delivery, the rollback included (DORA, failed deployment recovery time).
 *
 * @param median in whole seconds; empty also where nothing failed
 * @param open how many have not been recovered from
 * @param deliveries those that failed and were recovered from
 */
public record RecoveryTime(@JsonInclude Optional<Duration> median, int open, List<String> deliveries) {

    public RecoveryTime {
        deliveries = List.copyOf(deliveries);
    }

    static RecoveryTime of(List<JudgedDelivery> counted, boolean enough) {
        List<JudgedDelivery> failed =
                counted.stream().filter(JudgedDelivery::failed).toList();
        List<JudgedDelivery> over =
                failed.stream().filter(each -> each.recovery().isPresent()).toList();
        return new RecoveryTime(
                enough
                        ? Quantiles.of(over.stream()
                                        .mapToLong(each ->
                                                each.recovery().orElseThrow().toSeconds()))
                                .medianTime()
                        : Optional.empty(),
                failed.size() - over.size(),
                over.stream().map(each -> each.delivery().id()).toList());
    }
}
