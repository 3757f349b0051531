package io.jenkins.plugins.gitops.engine.metrics;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A yes or no, and when that was learned; what was learned later counts.
 *
 * @param on yes or no
 * @param at when
 */
public record DatedFlag(boolean on, Instant at) {

    /** A stored one may lack its time: nothing is known then. */
    static Optional<DatedFlag> known(Optional<DatedFlag> stored) {
        return Objects.requireNonNullElse(stored, Optional.<DatedFlag>empty()).filter(flag -> flag.at != null);
    }

    static Optional<DatedFlag> newer(Optional<DatedFlag> before, Optional<Boolean> now, Instant at) {
        return now.filter(on -> before.filter(flag -> at.isBefore(flag.at)).isEmpty())
                .map(on -> new DatedFlag(on, at))
                .or(() -> before);
    }
}
