package io.jenkins.plugins.gitops.engine.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A finished delivery, with the facts that are counted.
 *
 * @param application label value
 * @param environment label value
 * @param outcome the outcome's word
 * @param rolledBack whether a failed one was rolled back
 * @param duration from the request to the end
 * @param ended when it ended
 * @param leadTime from the source commit to healthy; empty for what did not become healthy, and where the time of the
 *     source commit is not known (DORA, "lead time for changes")
 * @param work what was done for it, and how long that took
 * @param trace what it leaves behind
 */
public record DeliveryFact(
        String application,
        String environment,
        String outcome,
        boolean rolledBack,
        Duration duration,
        Instant ended,
        Optional<Duration> leadTime,
        DeliveryWork work,
        DeliveryTrace trace) {

    /** Of which no more is known. */
    public DeliveryFact(
            String application,
            String environment,
            String outcome,
            boolean rolledBack,
            Duration duration,
            Instant ended,
            Optional<Duration> leadTime) {
        this(
                application,
                environment,
                outcome,
                rolledBack,
                duration,
                ended,
                leadTime,
                DeliveryWork.UNKNOWN,
                DeliveryTrace.UNKNOWN);
    }

    public DeliveryFact with(DeliveryWork done) {
        return new DeliveryFact(application, environment, outcome, rolledBack, duration, ended, leadTime, done, trace);
    }

    public DeliveryFact with(DeliveryTrace left) {
        return new DeliveryFact(application, environment, outcome, rolledBack, duration, ended, leadTime, work, left);
    }
}
