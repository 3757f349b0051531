package io.jenkins.plugins.gitops.engine.figures;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Median and 90th percentile. The median of an even number of values is the middle between the two in the middle. The
 * percentile is the smallest value that at least 90 % of them do not exceed (nearest rank): always one that was measured.
 */
final class Quantiles {

    private final long[] sorted;

    private Quantiles(long[] sorted) {
        this.sorted = sorted;
    }

    static Quantiles of(LongStream values) {
        return of(values.toArray());
    }

    /** @param values are put in order */
    static Quantiles of(long[] values) {
        Arrays.sort(values);
        return new Quantiles(values);
    }

    Optional<Double> median() {
        return sorted.length == 0
                ? Optional.empty()
                : Optional.of((sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2.0);
    }

    Optional<Long> p90() {
        return sorted.length == 0 ? Optional.empty() : Optional.of(sorted[(9 * sorted.length + 9) / 10 - 1]);
    }

    /** Of values that are seconds; what is left of one is cut off. */
    Optional<Duration> medianTime() {
        return median().map(seconds -> Duration.ofSeconds(seconds.longValue()));
    }

    /** As above. */
    Optional<Duration> p90Time() {
        return p90().map(Duration::ofSeconds);
    }
}
