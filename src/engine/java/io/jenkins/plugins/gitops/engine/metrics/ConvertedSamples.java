package io.jenkins.plugins.gitops.engine.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Samples in the form of whoever publishes them. What was made of a block is kept until the block changes: of many
 * applications few have had a delivery since the last question. Not safe for several threads.
 *
 * @param <S> the other form of a sample
 */
public final class ConvertedSamples<S> {

    private final Function<MetricSample, S> conversion;
    private Map<String, Family<S>> before = Map.of();

    public ConvertedSamples(Function<MetricSample, S> conversion) {
        this.conversion = conversion;
    }

    /** Makes the other form of a family. */
    public interface Making<S, F> {
        F of(MetricFamily family, List<S> samples);
    }

    /** What was made of each block. */
    private record Family<S>(List<List<MetricSample>> blocks, List<List<S>> parts) {}

    /**
     * One value for each family.
     *
     * @param making is given a family and all of its samples
     */
    public <F> List<F> of(List<MetricFamily> families, Making<S, F> making) {
        Map<String, Family<S>> now = new HashMap<>();
        List<F> made = new ArrayList<>();
        for (MetricFamily family : families) {
            Family<S> converted = converted(family.blocks(), before.get(family.name()));
            now.put(family.name(), converted);
            made.add(making.of(family, new JoinedList<>(converted.parts())));
        }
        before = now;
        return made;
    }

    private Family<S> converted(List<List<MetricSample>> blocks, Family<S> old) {
        if (old == null || old.blocks().size() != blocks.size()) {
            return again(blocks, old);
        }
        List<List<S>> parts = new ArrayList<>(old.parts());
        for (int i = 0; i < blocks.size(); i++) {
            // The same object, and not an equal one: to compare would take as long as to convert.
            if (blocks.get(i) != old.blocks().get(i)) {
                parts.set(i, convert(blocks.get(i)));
            }
        }
        return new Family<>(blocks, parts);
    }

    /** Where blocks came in between. */
    private Family<S> again(List<List<MetricSample>> blocks, Family<S> old) {
        Map<List<MetricSample>, List<S>> kept = new IdentityHashMap<>();
        for (int i = 0; old != null && i < old.blocks().size(); i++) {
            kept.put(old.blocks().get(i), old.parts().get(i));
        }
        List<List<S>> parts = new ArrayList<>(blocks.size());
        for (List<MetricSample> block : blocks) {
            List<S> part = kept.get(block);
            parts.add(part != null ? part : convert(block));
        }
        return new Family<>(blocks, parts);
    }

    private List<S> convert(List<MetricSample> block) {
        return block.stream().map(conversion).toList();
    }
}
