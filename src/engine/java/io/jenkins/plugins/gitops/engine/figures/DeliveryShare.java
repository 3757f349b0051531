package io.jenkins.plugins.gitops.engine.figures;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Some deliveries among all that count.
 *
 * @param rate between 0 and 1
 * @param deliveries which ones they are
 */
public record DeliveryShare(@JsonInclude Optional<Double> rate, List<String> deliveries) {

    public DeliveryShare {
        deliveries = List.copyOf(deliveries);
    }

    static DeliveryShare of(List<JudgedDelivery> counted, Predicate<JudgedDelivery> which, boolean enough) {
        List<String> some =
                counted.stream().filter(which).map(each -> each.delivery().id()).toList();
        return new DeliveryShare(enough ? Optional.of(some.size() / (double) counted.size()) : Optional.empty(), some);
    }
}
