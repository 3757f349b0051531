package io.jenkins.plugins.gitops.bench;

import io.jenkins.plugins.gitops.engine.metrics.ConvertedSamples;
import io.jenkins.plugins.gitops.engine.metrics.DeliveryFact;
import io.jenkins.plugins.gitops.engine.metrics.DeliveryTotals;
import io.jenkins.plugins.gitops.engine.metrics.DeliveryTrace;
import io.jenkins.plugins.gitops.engine.metrics.DeliveryWork;
import io.jenkins.plugins.gitops.engine.metrics.FigureFact;
import io.jenkins.plugins.gitops.engine.metrics.FigureMetrics;
import io.jenkins.plugins.gitops.engine.metrics.MetricFamily;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One collection by the endpoint of a controller with 1,000 applications, each with every metric, of which some had a delivery since the
 * collection before. There is nothing that does the same: beside it stands the limit of 5 ms.
 */
public final class MetricsBench {

    private static final int APPLICATIONS = 1000;
    private static final int ENDED_SINCE = 10;
    private static final int WARM_UPS = 300;
    private static final int COUNTED = 101;
    private static final double LIMIT = 0.005;
    private static final Instant BEGIN = Instant.ofEpochSecond(1_700_000_000);

    private final DeliveryTotals totals = new DeliveryTotals(APPLICATIONS);
    private final ConvertedSamples<MetricFamilySamples.Sample> samples = new ConvertedSamples<>(sample ->
            new MetricFamilySamples.Sample(sample.name(), sample.labelNames(), sample.labelValues(), sample.value()));
    private List<MetricFamily> figures = List.of();
    private int ended;

    private MetricsBench() {}

    public static void main(String[] arguments) {
        new MetricsBench().run();
    }

    private void run() {
        for (int i = 0; i < APPLICATIONS; i++) {
            end("healthy");
            totals.add(fact(i, "failed"));
        }
        List<MetricFamily> all = families();
        double first = Pairs.seconds(() -> collect(all));
        int lines =
                collect(all).stream().mapToInt(family -> family.samples.size()).sum();
        IntStream.range(0, WARM_UPS).forEach(i -> measure());
        List<Double> times =
                Stream.generate(this::measure).limit(COUNTED).sorted().collect(Collectors.toList());
        double median = times.get(COUNTED / 2);
        System.out.printf(
                "%,d lines; the first time %.1f ms; then with %d deliveries since the time before: median %.2f ms, from %.2f"
                        + " to %.2f ms%n",
                lines, 1000 * first, ENDED_SINCE, 1000 * median, 1000 * times.get(0), 1000 * times.get(COUNTED - 1));
        System.out.printf("metrics ratio=%.3f%n", median / LIMIT);
    }

    private double measure() {
        IntStream.range(0, ENDED_SINCE).forEach(i -> end("healthy"));
        // As the plugin does it when a delivery ends.
        List<MetricFamily> families = families();
        return Pairs.seconds(() -> collect(families));
    }

    /** The figures are computed again for each collection, and are others for those that had a delivery. */
    private List<MetricFamily> families() {
        Map<String, MetricFamily> before =
                figures.stream().collect(Collectors.toMap(MetricFamily::name, Function.identity()));
        figures =
                FigureMetrics.of(
                                IntStream.range(0, APPLICATIONS)
                                        .boxed()
                                        .flatMap(this::figures)
                                        .toList(),
                                APPLICATIONS)
                        .stream()
                        .map(family -> family.keeping(before.getOrDefault(family.name(), family)))
                        .toList();
        return Stream.concat(totals.families().stream(), figures.stream()).toList();
    }

    private Stream<FigureFact> figures(int application) {
        double value = Math.floorDiv(ended - application - 1, APPLICATIONS);
        Map<FigureMetrics.Figure, Double> values =
                Stream.of(FigureMetrics.Figure.values()).collect(Collectors.toMap(figure -> figure, figure -> value));
        return Stream.of("30d", "90d")
                .map(window -> new FigureFact("application-" + application, "production", "true", window, values));
    }

    /** As the plugin's collector does it. */
    private List<MetricFamilySamples> collect(List<MetricFamily> families) {
        return samples.of(
                families,
                (family, converted) -> new MetricFamilySamples(
                        family.name(), Type.valueOf(family.type().name()), family.help(), converted));
    }

    private void end(String outcome) {
        totals.add(fact(ended++ % APPLICATIONS, outcome));
    }

    private DeliveryFact fact(int application, String outcome) {
        Map<String, Duration> phases = Stream.of("queue", "render", "plan", "commit", "apply", "wait", "rollback")
                .collect(Collectors.toMap(phase -> phase, phase -> Duration.ofMillis(700)));
        return new DeliveryFact(
                        "application-" + application,
                        "production",
                        outcome,
                        false,
                        Duration.ofSeconds(20),
                        BEGIN.plusSeconds(ended),
                        Optional.of(Duration.ofHours(2)))
                .with(new DeliveryWork(
                        phases,
                        2,
                        1,
                        List.of(Duration.ofMillis(900)),
                        outcome.equals("failed") ? Optional.of("wait") : Optional.empty(),
                        Optional.of(Duration.ofSeconds(40)),
                        Map.of("passed", 100L, "failed", 0L, "skipped", 1L)))
                .with(new DeliveryTrace(
                        true,
                        Optional.of(true),
                        Optional.of(false),
                        Optional.of("0123456789012345678901234567890123456789"),
                        Optional.of("https://ci.example/job/application/" + ended + "/")));
    }
}
