package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.cli.output.DeliveryConsole;
import io.jenkins.plugins.gitops.cli.workspace.ResultFile;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SyncedFile;
import io.jenkins.plugins.gitops.engine.delivery.figures.FigureFacts;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryFacts;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.metrics.ConvertedSamples;
import io.jenkins.plugins.gitops.engine.metrics.DeliveryFact;
import io.jenkins.plugins.gitops.engine.metrics.DeliveryMetrics;
import io.jenkins.plugins.gitops.engine.metrics.DriftFact;
import io.jenkins.plugins.gitops.engine.metrics.DriftMetrics;
import io.jenkins.plugins.gitops.engine.metrics.FigureMetrics;
import io.jenkins.plugins.gitops.engine.metrics.MetricFamily;
import io.jenkins.plugins.gitops.engine.metrics.UnderWayMetrics;
import io.prometheus.client.Collector;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gitops metrics}: metrics of this state folder's deliveries, for the node exporter's textfile collector. */
@Command(
        name = "metrics",
        description = "Prints metrics of the deliveries in the state folder in Prometheus' text format.",
        mixinStandardHelpOptions = true)
final class MetricsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--drift",
            paramLabel = "FILE",
            description = "What 'gitops drift --result' wrote: its numbers are among the metrics, unless"
                    + " something could not be compared; may be repeated. Of several of one application and environment"
                    + " the newest file counts.")
    private List<Path> drift = List.of();

    @Option(
            names = "--figures",
            paramLabel = "FILE",
            description = "What 'gitops figures --result' wrote: its figures are among the metrics; may be repeated.")
    private List<Path> figures = List.of();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description =
                    "Write them to a file instead, whole or not at all: for the textfile collector of node_exporter, with"
                            + " the ending .prom.")
    private Path output;

    @Mixin
    private StateOptions state;

    @Override
    public Integer call() throws IOException {
        String text = text(families());
        if (output == null) {
            spec.commandLine().getOut().print(text);
            spec.commandLine().getOut().flush();
            return ExitCode.OK.number();
        }
        try {
            SyncedFile.replace(output, text.getBytes(StandardCharsets.UTF_8));
            return ExitCode.OK.number();
        } catch (IOException e) {
            throw new GitopsException(
                    "The metrics cannot be written to " + output + ": " + e.getMessage(),
                    "Name a file in a folder that is there and can be written",
                    e);
        }
    }

    private List<MetricFamily> families() throws IOException {
        List<DeployRecord> records = state.records()
                .all(DeliveryConsole.warningsTo(spec.commandLine().getErr()));
        List<MetricFamily> ended = DeliveryMetrics.of(records.stream()
                .filter(DeployRecord::finished)
                .filter(DeliveryFacts::counts)
                .map(DeliveryFacts::of)
                .sorted(Comparator.comparing(DeliveryFact::ended))
                .toList());
        List<MetricFamily> unfinished = UnderWayMetrics.of(
                records.stream()
                        .filter(record -> !record.finished())
                        .map(DeliveryFacts::underWay)
                        .toList(),
                Integer.MAX_VALUE);
        List<MetricFamily> computed = FigureMetrics.of(
                figures.stream()
                        .flatMap(file -> ResultFile.figures(file).figures().stream())
                        .flatMap(target -> FigureFacts.of(target, "").stream())
                        .toList(),
                Integer.MAX_VALUE);
        return Stream.of(ended, unfinished, DriftMetrics.of(compared()), computed)
                .flatMap(List::stream)
                .toList();
    }

    /** A result does not say when it was found; its file does. Of each application and environment the newest counts. */
    private Collection<DriftFact> compared() throws IOException {
        Map<List<String>, DriftFact> facts = new LinkedHashMap<>();
        for (Path file : drift) {
            ResultFile.drift(file)
                    .fact(Files.getLastModifiedTime(file).toInstant())
                    .ifPresent(fact -> facts.merge(
                            List.of(fact.application(), fact.environment()),
                            fact,
                            (before, other) -> other.checked().isBefore(before.checked()) ? before : other));
        }
        return facts.values();
    }

    private static String text(List<MetricFamily> families) throws IOException {
        ConvertedSamples<Collector.MetricFamilySamples.Sample> samples =
                new ConvertedSamples<>(sample -> new Collector.MetricFamilySamples.Sample(
                        sample.name(), sample.labelNames(), sample.labelValues(), sample.value()));
        StringWriter text = new StringWriter();
        TextFormat.write004(
                text,
                Collections.enumeration(samples.of(
                        families,
                        (family, converted) -> new Collector.MetricFamilySamples(
                                family.name(),
                                Collector.Type.valueOf(family.type().name()),
                                family.help(),
                                converted))));
        return text.toString();
    }
}
