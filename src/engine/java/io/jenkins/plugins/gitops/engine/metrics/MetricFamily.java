package io.jenkins.plugins.gitops.engine.metrics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A metric with its samples.
 *
 * @param name without the suffix {@code _total}
 * @param type what it is
 * @param help one sentence
 * @param blocks its lines, those of each application and environment together; a block that did not change is the same object
 *     at the next question, so that who writes the lines in another form can keep what was made of it
 */
public record MetricFamily(String name, Type type, String help, List<List<MetricSample>> blocks) {

    /** The types of the exposition format that are used here. */
    public enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    public MetricFamily {
        blocks = List.copyOf(blocks);
    }

    /** The same, with what has not changed since an earlier one as the objects of that one. */
    public MetricFamily keeping(MetricFamily earlier) {
        Map<List<MetricSample>, List<MetricSample>> known = new HashMap<>();
        earlier.blocks().forEach(block -> known.put(block, block));
        return new MetricFamily(
                name,
                type,
                help,
                blocks.stream().map(block -> known.getOrDefault(block, block)).toList());
    }

    /** Its lines. */
    public List<MetricSample> samples() {
        return blocks.stream().flatMap(List::stream).toList();
    }
}
