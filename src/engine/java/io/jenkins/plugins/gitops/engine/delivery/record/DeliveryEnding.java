package io.jenkins.plugins.gitops.engine.delivery.record;

import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import io.jenkins.plugins.gitops.engine.ShownText;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How and why a delivery ended.
 *
 * @param outcome the word for it
 * @param rolledBack whether a failed one was rolled back, and what it went back to is healthy
 * @param reason why, for people; several lines where several objects failed; empty when healthy
 * @param remedy what to do; empty when there is nothing to do
 * @param at when
 * @param in the phase that it ended in; a delivery of unknown outcome can be resumed there
 * @param took how long the delivery took, as it was measured; records of older versions do not say it
 */
public record DeliveryEnding(
        Outcome outcome,
        boolean rolledBack,
        String reason,
        String remedy,
        Instant at,
        DeliveryPhase in,
        Optional<Duration> took) {

    public DeliveryEnding {
        Objects.requireNonNull(outcome, "no outcome");
        Objects.requireNonNull(at, "no time");
        Objects.requireNonNull(in, "no phase");
        reason = ShownText.of(reason);
        remedy = ShownText.of(remedy);
        took = Objects.requireNonNullElse(took, Optional.empty());
    }

    DeliveryEnding took(Duration time) {
        return new DeliveryEnding(outcome, rolledBack, reason, remedy, at, in, Optional.of(time));
    }

    /** Whether a hold refused it: that refusal names the way to release the hold ({@code DeploymentHold}), in records of any version. */
    public boolean held() {
        return outcome == Outcome.REFUSED && remedy.contains(ErrorRemedy.RELEASED_HOLD.words());
    }

    /** The same as Git says it. */
    public DeliveryResult result() {
        return DeliveryResult.of(outcome, rolledBack);
    }
}
