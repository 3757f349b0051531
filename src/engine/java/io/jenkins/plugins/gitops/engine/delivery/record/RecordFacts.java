package io.jenkins.plugins.gitops.engine.delivery.record;

import io.jenkins.plugins.gitops.engine.delivery.request.Source;
import io.jenkins.plugins.gitops.engine.delivery.request.Target;
import io.jenkins.plugins.gitops.engine.metrics.DeliveryFact;
import java.time.Duration;
import java.util.Optional;

/** What is counted of a finished record. */
public final class RecordFacts {

    private RecordFacts() {}

    /** The fact of a record that has ended. */
    public static DeliveryFact of(DeployRecord record) {
        Ending ending = record.ending().orElseThrow();
        Target target = record.request().target();
        Optional<Duration> leadTime = record.request()
                .source()
                .flatMap(Source::committed)
                .filter(committed -> ending.outcome() == Outcome.HEALTHY)
                .map(committed -> Duration.between(committed, ending.at()));
        return new DeliveryFact(
                target.application(),
                target.environment(),
                ending.outcome().word(),
                ending.rolledBack(),
                Duration.between(record.started(), ending.at()),
                ending.at(),
                leadTime);
    }
}
