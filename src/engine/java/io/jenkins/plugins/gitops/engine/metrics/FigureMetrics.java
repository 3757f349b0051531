package io.jenkins.plugins.gitops.engine.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gauges of the delivery figures, as they were last computed: never while they are collected. */
public final class FigureMetrics {

    private static final List<String> LABELS = List.of("application", "environment", "production", "window");

    private FigureMetrics() {}

    /** The figures of DORA, and the article's three. */
    public enum Figure {
        FREQUENCY("deployment_frequency_per_day", "Healthy deliveries a day (DORA, deployment frequency)."),
        LEAD_TIME("change_lead_time_median_seconds", "Time from a commit to healthy, the median of all commits."),
        LEAD_TIME_P90("change_lead_time_p90_seconds", "Time from a commit to healthy that 90 % do not exceed."),
        RECOVERY_TIME("recovery_time_median_seconds", "Time from a failure to the next healthy delivery, the median."),
        CHANGE_FAIL_RATE("change_fail_ratio", "Deliveries that failed, at once or later, among all."),
        REWORK_RATE("rework_ratio", "Deliveries that were made because of a failure, among all."),
        ARTICLE_FREQUENCY("article_frequency_per_day", "f = 1 / T: deliveries a day, whatever came of them."),
        ARTICLE_SUCCESS("article_success_ratio", "S: deliveries that did not fail, among all."),
        ARTICLE_TOTAL("article_score", "F = T + f x S, where T are the days between deliveries.");

        private final String word;
        private final String help;

        Figure(String word, String help) {
            this.word = word;
            this.help = help;
        }

        private String metric() {
            return "gitops_figure_" + word;
        }
    }

    /** The families without samples. */
    static List<MetricFamily> described() {
        return Arrays.stream(Figure.values())
                .map(figure -> family(figure, List.of()))
                .toList();
    }

    /**
     * The families; one without samples is left out.
     *
     * @param facts the most important first
     * @param most of so many applications in environments, the first ones
     */
    public static List<MetricFamily> of(Collection<FigureFact> facts, int most) {
        Map<List<String>, List<FigureFact>> targets = new LinkedHashMap<>();
        for (FigureFact fact : facts) {
            List<String> target = List.of(fact.application(), fact.environment());
            if (targets.size() < most || targets.containsKey(target)) {
                targets.computeIfAbsent(target, first -> new ArrayList<>()).add(fact);
            }
        }
        return Arrays.stream(Figure.values())
                .map(figure -> family(
                        figure,
                        targets.values().stream()
                                .map(of -> block(figure, of))
                                .filter(block -> !block.isEmpty())
                                .toList()))
                .filter(family -> !family.blocks().isEmpty())
                .toList();
    }

    private static MetricFamily family(Figure figure, List<List<MetricSample>> blocks) {
        return new MetricFamily(figure.metric(), MetricFamily.Type.GAUGE, figure.help, blocks);
    }

    /** Of two facts that say the same, as two branches can that have deliveries of one name, the first. */
    private static List<MetricSample> block(Figure figure, List<FigureFact> facts) {
        List<MetricSample> samples = new ArrayList<>();
        Set<String> windows = new HashSet<>();
        for (FigureFact fact : facts) {
            Double value = fact.values().get(figure);
            if (windows.add(fact.window()) && value != null) {
                samples.add(new MetricSample(
                        figure.metric(),
                        LABELS,
                        List.of(fact.application(), fact.environment(), fact.production(), fact.window()),
                        value));
            }
        }
        return samples;
    }
}
