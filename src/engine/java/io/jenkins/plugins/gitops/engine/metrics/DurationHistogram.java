package io.jenkins.plugins.gitops.engine.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A histogram of measured times. Its size does not grow with the number of measurements.
 *
 * @param bounds the buckets' upper bounds, in seconds, ascending
 * @param below how many measurements were at most as long as each bound
 * @param count how many there were
 * @param sumMillis their sum, in milliseconds
 */
public record DurationHistogram(List<Double> bounds, List<Long> below, long count, long sumMillis) {

    private static final double MILLIS = 1000.0;

    /**
     * A stored one without its bounds or its counts has no buckets; {@link #over} starts it again at zero.
     *
     * @throws IllegalArgumentException when there is not one count for each bound
     */
    public DurationHistogram {
        boolean complete = bounds != null && below != null;
        bounds = complete ? List.copyOf(bounds) : List.of();
        below = complete ? List.copyOf(below) : List.of();
        if (bounds.size() != below.size()) {
            throw new IllegalArgumentException(bounds.size() + " bounds, but " + below.size() + " counts");
        }
    }

    static DurationHistogram empty(List<Double> bounds) {
        return new DurationHistogram(bounds, Collections.nCopies(bounds.size(), 0L), 0, 0);
    }

    /** The same over these bounds; one that has others starts again at zero. */
    DurationHistogram over(List<Double> current) {
        return bounds.equals(current) ? this : empty(current);
    }

    DurationHistogram plus(Duration time) {
        long millis = time.toMillis();
        List<Long> more = new ArrayList<>();
        for (int i = 0; i < bounds.size(); i++) {
            more.add(below.get(i) + (millis / MILLIS <= bounds.get(i) ? 1 : 0));
        }
        return new DurationHistogram(bounds, more, count + 1, sumMillis + millis);
    }

    double sumSeconds() {
        return sumMillis / MILLIS;
    }
}
