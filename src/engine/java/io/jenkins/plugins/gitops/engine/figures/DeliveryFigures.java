package io.jenkins.plugins.gitops.engine.figures;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How deliveries to one place went in one time span. The names are those of the JSON, and never change. Below {@value #FEWEST}
 * deliveries no figure has a value: a share of two says nothing.
 *
 * @param from the span's beginning
 * @param to its end
 * @param deliveries how many count
 * @param counted which ones, in the order of the branch
 * @param frequency how often something new ran
 * @param leadTime from commit to healthy
 * @param recoveryTime from a failure to healthy
 * @param changeFailRate the share that failed, or was rolled back or marked as failed later
 * @param reworkRate the share that was made because of a failure
 * @param batchSize commits of a delivery
 * @param article the article's three
 */
public record DeliveryFigures(
        Instant from,
        Instant to,
        int deliveries,
        List<String> counted,
        DeploymentFrequency frequency,
        LeadTime leadTime,
        RecoveryTime recoveryTime,
        DeliveryShare changeFailRate,
        DeliveryShare reworkRate,
        BatchSize batchSize,
        @JsonInclude Optional<ArticleFigures> article) {

    /** With fewer deliveries there are no figures. */
    public static final int FEWEST = 5;

    public DeliveryFigures {
        counted = List.copyOf(counted);
    }

    static DeliveryFigures of(List<JudgedDelivery> all, TimeSpan span) {
        List<JudgedDelivery> counted =
                all.stream().filter(each -> span.has(each.delivery().end())).toList();
        boolean enough = counted.size() >= FEWEST;
        return new DeliveryFigures(
                span.from(),
                span.to(),
                counted.size(),
                counted.stream().map(each -> each.delivery().id()).toList(),
                DeploymentFrequency.of(counted, span, enough),
                LeadTime.of(counted, enough),
                RecoveryTime.of(counted, enough),
                DeliveryShare.of(counted, JudgedDelivery::failed, enough),
                DeliveryShare.of(counted, JudgedDelivery::unplanned, enough),
                BatchSize.of(counted, enough),
                enough ? Optional.of(article(counted, span)) : Optional.empty());
    }

    private static ArticleFigures article(List<JudgedDelivery> counted, TimeSpan span) {
        double number = counted.size();
        long failed = counted.stream().filter(JudgedDelivery::failed).count();
        return ArticleFigures.of(span.days() / number, (number - failed) / number);
    }
}
