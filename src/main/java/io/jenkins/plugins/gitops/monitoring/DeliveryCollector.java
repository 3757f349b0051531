package io.jenkins.plugins.gitops.monitoring;

import hudson.Extension;
import io.jenkins.plugins.gitops.engine.metrics.DeliveryMetrics;
import io.jenkins.plugins.gitops.engine.metrics.MetricFamily;
import io.prometheus.client.Collector;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

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

    /** Reads from memory. Never throws: an exception would remove all plugins' metrics. */
    @Override
    public List<MetricFamilySamples> collect() {
        try {
            return samples(DeliveryTally.get().families());
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "Metrics of deliveries could not be collected", e);
            return List.of();
        }
    }

    @Override
    public List<MetricFamilySamples> describe() {
        return samples(DeliveryMetrics.described());
    }

    private static List<MetricFamilySamples> samples(List<MetricFamily> families) {
        return families.stream().map(DeliveryCollector::samples).toList();
    }

    private static MetricFamilySamples samples(MetricFamily family) {
        return new MetricFamilySamples(
                family.name(),
                Type.valueOf(family.type().name()),
                family.help(),
                family.samples().stream()
                        .map(sample -> new MetricFamilySamples.Sample(
                                sample.name(), sample.labelNames(), sample.labelValues(), sample.value()))
                        .toList());
    }
}
