package io.jenkins.plugins.gitops.engine.metrics;

import java.util.Map;

/**
 * The delivery figures of an application in an environment over one time span.
 *
 * @param application label value
 * @param environment label value
 * @param production label value: whether that is where users are, {@code true} or {@code false}; empty where nobody says it
 * @param window label value: the time span, such as {@code 30d}
 * @param values those that there are: what has no value is absent, and never 0
 */
public record FigureFact(
        String application,
        String environment,
        String production,
        String window,
        Map<FigureMetrics.Figure, Double> values) {

    public FigureFact {
        values = Map.copyOf(values);
    }
}
