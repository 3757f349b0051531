package io.jenkins.plugins.gitops.engine.delivery.record;

import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.metrics.DeliveryFact;
import java.time.Duration;
import java.util.Optional;

/** What is counted of a finished record. */
public final class DeliveryFacts {

    private DeliveryFacts() {}

    /** Whether a record that has ended is counted: a sync brings nothing new. */
    public static boolean counts(DeployRecord record) {
        return record.request().kind() != DeliveryKind.SYNC;
    }

    /** The fact of a record that has ended. */
    public static DeliveryFact of(DeployRecord record) {
        DeliveryEnding ending = record.ending().orElseThrow();
        DeliveryTarget target = record.request().target();
        Optional<Duration> leadTime = record.request()
                .source()
                .flatMap(DeliverySource::committed)
                .filter(committed -> ending.outcome() == Outcome.HEALTHY)
                .map(committed -> SteadyClock.between(committed, ending.at()));
        return new DeliveryFact(
                target.application(),
                target.environment(),
                ending.outcome().word(),
                ending.rolledBack(),
                record.duration(SteadyClock.SYSTEM),
                ending.at(),
                leadTime);
    }
}
