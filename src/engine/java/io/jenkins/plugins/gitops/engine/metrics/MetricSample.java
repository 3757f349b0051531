package io.jenkins.plugins.gitops.engine.metrics;

import java.util.List;

/**
 * One line of the exposition format.
 *
 * @param name the family's name, with the suffix that the type asks for ({@code _total}, {@code _bucket}, ...)
 * @param labelNames in the order of the values
 * @param labelValues raw; whoever writes them escapes them
 * @param value the number
 */
public record MetricSample(String name, List<String> labelNames, List<String> labelValues, double value) {

    public MetricSample {
        labelNames = List.copyOf(labelNames);
        labelValues = List.copyOf(labelValues);
    }
}
