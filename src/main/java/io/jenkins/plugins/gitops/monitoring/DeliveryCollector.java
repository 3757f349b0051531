package io.jenkins.plugins.gitops.monitoring;

import hudson.Extension;
import io.jenkins.plugins.gitops.engine.metrics.ConvertedSamples;
import io.jenkins.plugins.gitops.engine.metrics.DeliveryMetrics;
import io.jenkins.plugins.gitops.engine.metrics.MetricFamily;
import io.prometheus.client.Collector;
import java.util.List;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Publishes the totals at {@code /prometheus/}. The prometheus plugin finds every extension that is a simpleclient collector,
 * and registers it. This one never registers itself: a name that is registered twice ends the registration of other
 * plugins' collectors.
 *
 * <p>This is the only class with types of simpleclient. Without the plugin it cannot be loaded, and Jenkins leaves it out
 * (optional). No other class may name it.
 */
@Extension(optional = true)
public final class DeliveryCollector extends Collector implements Collector.Describable {

    private static final Logger LOGGER = Logger.getLogger(DeliveryCollector.class.getName());

    private final ConvertedSamples<MetricFamilySamples.Sample> converted = new ConvertedSamples<>(sample ->
            new MetricFamilySamples.Sample(sample.name(), sample.labelNames(), sample.labelValues(), sample.value()));

    /**
     * Reads from memory. Never throws: an exception would remove all plugins' metrics. What fails is left out, and takes none of
     * the rest away.
     */
    @Override
    public List<MetricFamilySamples> collect() {
        return collect(Stream.of(
                () -> DeliveryTally.get().families(),
                DeliveryTally::unfinished,
                DeliveryTally::drift,
                () -> FigureGauges.get().families(),
                DeliveryTally::approvals,
                DeliveryTally::notifications));
    }

    List<MetricFamilySamples> collect(Stream<Supplier<List<MetricFamily>>> parts) {
        try {
            return samples(parts.flatMap(part -> families(part).stream()).toList());
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "Metrics of deliveries could not be collected", e);
            return List.of();
        }
    }

    private static List<MetricFamily> families(Supplier<List<MetricFamily>> part) {
        try {
            return part.get();
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "Some metrics of deliveries could not be collected", e);
            return List.of();
        }
    }

    @Override
    public List<MetricFamilySamples> describe() {
        return DeliveryMetrics.described().stream()
                .map(family -> samples(family, List.of()))
                .toList();
    }

    /** One at a time: what was made of samples that did not change is kept. */
    private synchronized List<MetricFamilySamples> samples(List<MetricFamily> families) {
        return converted.of(families, DeliveryCollector::samples);
    }

    private static MetricFamilySamples samples(MetricFamily family, List<MetricFamilySamples.Sample> samples) {
        return new MetricFamilySamples(family.name(), Type.valueOf(family.type().name()), family.help(), samples);
    }
}
