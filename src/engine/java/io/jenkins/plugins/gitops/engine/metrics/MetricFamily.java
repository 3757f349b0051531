package io.jenkins.plugins.gitops.engine.metrics;

import java.util.List;

/**
 * A metric with its samples.
 *
 * @param name without the suffix {@code _total}
 * @param type what it is
 * @param help one sentence
 * @param samples its lines
 */
public record MetricFamily(String name, Type type, String help, List<MetricSample> samples) {

    /** The types of the exposition format that are used here. */
    public enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    public MetricFamily {
        samples = List.copyOf(samples);
    }
}
