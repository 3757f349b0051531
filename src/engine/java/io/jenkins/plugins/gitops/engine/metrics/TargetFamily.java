package io.jenkins.plugins.gitops.engine.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A metric that each application and environment has of its own: how its lines come from the totals.
 *
 * @param name without the suffix {@code _total}
 * @param type what it is
 * @param help one sentence
 * @param labels the labels' names beside application and environment, without {@code le}
 * @param lines what the totals say, without application and environment
 */
record TargetFamily(
        String name,
        MetricFamily.Type type,
        String help,
        List<String> labels,
        Function<TargetTotals, List<Line>> lines) {

    private static final String TOTAL = "_total";

    /**
     * A line without application and environment.
     *
     * @param suffix of the name
     * @param labels the values of the labels, and behind them the bucket's bound
     */
    record Line(String suffix, List<String> labels, double value) {}

    /** The lines of one application and environment. */
    List<MetricSample> samples(TargetTotals totals) {
        List<String> names = names(labels);
        List<String> withBound =
                names(Stream.concat(labels.stream(), Stream.of("le")).toList());
        return lines.apply(totals).stream()
                .map(line -> new MetricSample(
                        name + line.suffix(),
                        line.labels().size() > labels.size() ? withBound : names,
                        Stream.concat(Stream.of(totals.application(), totals.environment()), line.labels().stream())
                                .toList(),
                        line.value()))
                .toList();
    }

    MetricFamily of(List<List<MetricSample>> blocks) {
        return new MetricFamily(
                name,
                type,
                help,
                blocks.stream().filter(block -> !block.isEmpty()).toList());
    }

    private static List<String> names(List<String> more) {
        return Stream.concat(Stream.of("application", "environment"), more.stream())
                .toList();
    }

    /** A counter that is 0 from the first delivery on, so that its first increase is seen. */
    static TargetFamily counter(String name, String help, Function<TargetTotals, Long> count) {
        return new TargetFamily(
                name,
                MetricFamily.Type.COUNTER,
                help,
                List.of(),
                totals -> List.of(new Line(TOTAL, List.of(), count.apply(totals))));
    }

    /** @param known values of the label that are 0 from the first delivery on, so that their first increase is seen */
    static TargetFamily counters(
            String name,
            String help,
            String label,
            List<String> known,
            Function<TargetTotals, SortedMap<String, Long>> counts) {
        return new TargetFamily(name, MetricFamily.Type.COUNTER, help, List.of(label), totals -> {
            SortedMap<String, Long> all = new TreeMap<>(counts.apply(totals));
            known.forEach(value -> all.putIfAbsent(value, 0L));
            return all.entrySet().stream()
                    .map(each -> new Line(TOTAL, List.of(each.getKey()), each.getValue()))
                    .toList();
        });
    }

    static TargetFamily gauge(String name, String help, Function<TargetTotals, Optional<Double>> value) {
        return new TargetFamily(name, MetricFamily.Type.GAUGE, help, List.of(), totals -> value.apply(totals).stream()
                .map(number -> new Line("", List.of(), number))
                .toList());
    }

    static TargetFamily gauges(
            String name, String help, List<String> labels, Function<TargetTotals, Map<List<String>, Double>> values) {
        return new TargetFamily(
                name, MetricFamily.Type.GAUGE, help, labels, totals -> values.apply(totals).entrySet().stream()
                        .map(each -> new Line("", each.getKey(), each.getValue()))
                        .toList());
    }

    static TargetFamily histogram(String name, String help, Function<TargetTotals, DurationHistogram> times) {
        return new TargetFamily(
                name, MetricFamily.Type.HISTOGRAM, help, List.of(), totals -> lines(List.of(), times.apply(totals))
                        .toList());
    }

    static TargetFamily histograms(
            String name,
            String help,
            String label,
            Function<TargetTotals, SortedMap<String, DurationHistogram>> times) {
        return new TargetFamily(
                name,
                MetricFamily.Type.HISTOGRAM,
                help,
                List.of(label),
                totals -> times.apply(totals).entrySet().stream()
                        .flatMap(each -> lines(List.of(each.getKey()), each.getValue()))
                        .toList());
    }

    private static Stream<Line> lines(List<String> labels, DurationHistogram times) {
        if (times.count() == 0) {
            return Stream.empty();
        }
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < times.bounds().size(); i++) {
            lines.add(bucket(
                    labels, times.bounds().get(i).toString(), times.below().get(i)));
        }
        lines.add(bucket(labels, "+Inf", times.count()));
        lines.add(new Line("_count", labels, times.count()));
        lines.add(new Line("_sum", labels, times.sumSeconds()));
        return lines.stream();
    }

    private static Line bucket(List<String> labels, String bound, long below) {
        return new Line(
                "_bucket", Stream.concat(labels.stream(), Stream.of(bound)).toList(), below);
    }
}
