package io.jenkins.plugins.gitops.engine.figures;

import java.time.Duration;
import java.time.Instant;

/**
 * So many days up to a moment: the first moment is not in it, the last one is.
 *
 * @param days at least one
 * @param to its end
 */
public record TimeSpan(int days, Instant to) {

    /** @throws IllegalArgumentException when there is not at least a day */
    public TimeSpan {
        if (days < 1) {
            throw new IllegalArgumentException("A time span of " + days + " days");
        }
    }

    public Instant from() {
        return to.minus(Duration.ofDays(days));
    }

    /** The span of the same length before it. */
    public TimeSpan before() {
        return new TimeSpan(days, from());
    }

    boolean has(Instant time) {
        return time.isAfter(from()) && !time.isAfter(to);
    }
}
