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
 */
public record DeliveryFact(
        String application,
        String environment,
        String outcome,
        boolean rolledBack,
        Duration duration,
        Instant ended,
        Optional<Duration> leadTime) {}
