package io.jenkins.plugins.gitops.engine.figures;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Median and 90th percentile. The median of an even number of values is the middle between the two in the middle. The
 * percentile is the smallest value that at least 90 % of them do not exceed (nearest rank): always one that was measured.
 */
final class Quantiles {

    private Quantiles() {}

    static Optional<Double> median(Collection<Long> values) {
        List<Long> sorted = values.stream().sorted().toList();
        int upper = sorted.size() / 2;
        if (sorted.isEmpty()) {
            return Optional.empty();
        }
        int lower = (sorted.size() - 1) / 2;
        return Optional.of((sorted.get(lower) + sorted.get(upper)) / 2.0);
    }

    static Optional<Long> p90(Collection<Long> values) {
        List<Long> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.get((9 * sorted.size() + 9) / 10 - 1));
    }

    /** In whole seconds; what is left of one is cut off. */
    static Optional<Duration> medianTime(Collection<Duration> times) {
        return median(seconds(times)).map(seconds -> Duration.ofSeconds(seconds.longValue()));
    }

    /** As above. */
    static Optional<Duration> p90Time(Collection<Duration> times) {
        return p90(seconds(times)).map(Duration::ofSeconds);
    }

    private static List<Long> seconds(Collection<Duration> times) {
        LongStream seconds = times.stream().mapToLong(Duration::toSeconds);
        return seconds.boxed().toList();
    }
}
