package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryFacts;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.metrics.DeliveryFact;
import io.jenkins.plugins.gitops.engine.metrics.DeliveryMetrics;
import io.jenkins.plugins.gitops.engine.metrics.MetricFamily;
import io.prometheus.client.Collector;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gitops metrics}: metrics of this state folder's deliveries, for the node exporter's textfile collector. */
@Command(
        name = "metrics",
        description = "Prints metrics of the deliveries in the state folder in Prometheus' text format.",
        mixinStandardHelpOptions = true)
final class MetricsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private StateOptions state;

    @Override
    public Integer call() throws IOException {
        List<DeliveryFact> facts = state
                .records()
                .all(DeliveryConsole.warningsTo(spec.commandLine().getErr()))
                .stream()
                .filter(DeployRecord::finished)
                .filter(DeliveryFacts::counts)
                .map(DeliveryFacts::of)
                .toList();
        TextFormat.write004(
                spec.commandLine().getOut(),
                Collections.enumeration(DeliveryMetrics.of(facts).stream()
                        .map(MetricsCommand::samples)
                        .toList()));
        spec.commandLine().getOut().flush();
        return ExitCode.OK.number();
    }

    private static Collector.MetricFamilySamples samples(MetricFamily family) {
        return new Collector.MetricFamilySamples(
                family.name(),
                Collector.Type.valueOf(family.type().name()),
                family.help(),
                family.samples().stream()
                        .map(sample -> new Collector.MetricFamilySamples.Sample(
                                sample.name(), sample.labelNames(), sample.labelValues(), sample.value()))
                        .toList());
    }
}
