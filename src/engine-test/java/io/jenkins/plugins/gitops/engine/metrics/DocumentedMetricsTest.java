package io.jenkins.plugins.gitops.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of docs/metrics.md beside what is published. */
class DocumentedMetricsTest {

    private static final Pattern ROW =
            Pattern.compile("\\| `(gitops_[a-z0-9_]+)` \\| ([a-z]+) \\| ([^|]*)\\| [^|]+ \\|");
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    /** A scrape with every family. */
    static List<MetricFamily> everything() {
        DeliveryFact fact = new DeliveryFact(
                        "shop", "staging", "failed", true, Duration.ofSeconds(9), NOW, Optional.of(Duration.ofHours(1)))
                .with(new DeliveryWork(
                        Map.of("apply", Duration.ofSeconds(1)),
                        2,
                        1,
                        List.of(Duration.ofSeconds(3)),
                        Optional.of("wait"),
                        Optional.of(Duration.ofSeconds(9)),
                        Map.of("passed", 3L)))
                .with(new DeliveryTrace(
                        true, Optional.of(true), Optional.of(true), Optional.of("abc"), Optional.of("https://ci/1")));
        DeliveryFact healthy = new DeliveryFact(
                "shop", "staging", "healthy", false, Duration.ofSeconds(9), NOW.minusSeconds(99), Optional.empty());
        return Stream.of(
                        DeliveryMetrics.of(List.of(fact, healthy)),
                        UnderWayMetrics.of(
                                List.of(
                                        new UnderWay("shop", "staging", UnderWay.QUEUE, NOW),
                                        new UnderWay("shop", "staging", "apply", NOW)),
                                10),
                        DriftMetrics.of(
                                List.of(new DriftFact("shop", "staging", new TreeMap<>(Map.of("changed", 1L)), NOW))),
                        FigureMetrics.of(
                                List.of(new FigureFact(
                                        "shop",
                                        "staging",
                                        "true",
                                        "30d",
                                        Arrays.stream(FigureMetrics.Figure.values())
                                                .collect(Collectors.toMap(figure -> figure, figure -> 0.5)))),
                                10),
                        ApprovalMetrics.of(List.of(new WaitingApproval("shop", "production", NOW)), 10),
                        NotificationMetrics.of(List.of(new ReceiverFact("chat", 1, 0))))
                .flatMap(List::stream)
                .toList();
    }

    @Test
    void the_tables_name_every_metric_with_its_type_and_its_labels() throws IOException {
        Map<String, String> published = everything().stream()
                .collect(Collectors.toMap(DocumentedMetricsTest::name, DocumentedMetricsTest::described));

        assertThat(documented()).containsExactlyInAnyOrderEntriesOf(published);
        assertThat(everything())
                .extracting(MetricFamily::name)
                .containsExactlyElementsOf(DeliveryMetrics.described().stream()
                        .map(MetricFamily::name)
                        .toList());
    }

    private static String name(MetricFamily family) {
        return family.name() + (family.type() == MetricFamily.Type.COUNTER ? "_total" : "");
    }

    private static String described(MetricFamily family) {
        Set<String> labels = new TreeSet<>(family.samples().get(0).labelNames());
        labels.remove("le");
        return family.type().name().toLowerCase(Locale.ROOT) + " " + labels;
    }

    private static Map<String, String> documented() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("docs/metrics.md")));
        while (row.find()) {
            Set<String> labels = new TreeSet<>(Arrays.stream(row.group(3).split(","))
                    .map(label -> label.replace("`", "").strip())
                    .filter(label -> !label.isEmpty())
                    .toList());
            rows.put(row.group(1), row.group(2) + " " + labels);
        }
        return rows;
    }
}
