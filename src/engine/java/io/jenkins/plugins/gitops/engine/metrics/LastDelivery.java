package io.jenkins.plugins.gitops.engine.metrics;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The newest delivery of an application to an environment.
 *
 * @param outcome the outcome's word
 * @param rolledBack whether it failed and was rolled back
 * @param at when it ended
 * @param commit the full id of its commit, where it has one
 * @param build the URL of the build that asked for it
 */
public record LastDelivery(
        String outcome, boolean rolledBack, Instant at, Optional<String> commit, Optional<String> build) {

    public LastDelivery {
        commit = Objects.requireNonNullElse(commit, Optional.empty());
        build = Objects.requireNonNullElse(build, Optional.empty());
    }

    static LastDelivery of(DeliveryFact fact) {
        return new LastDelivery(
                fact.outcome(),
                fact.rolledBack(),
                fact.ended(),
                fact.trace().commit(),
                fact.trace().build());
    }

    /** A stored one may lack what every version wrote: nothing is known then. */
    static Optional<LastDelivery> known(Optional<LastDelivery> stored) {
        return Objects.requireNonNullElse(stored, Optional.<LastDelivery>empty())
                .filter(last -> last.outcome != null && last.at != null);
    }

    /** The newer one of both; records are read in any order. */
    static Optional<LastDelivery> newer(Optional<LastDelivery> before, LastDelivery other) {
        return before.filter(last -> other.at.isBefore(last.at)).or(() -> Optional.of(other));
    }
}
