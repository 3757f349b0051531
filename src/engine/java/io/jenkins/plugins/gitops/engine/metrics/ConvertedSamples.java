package io.jenkins.plugins.gitops.engine.metrics;

import java.util.ArrayList;
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
    private Map<List<MetricSample>, List<S>> before = Map.of();
    private Map<List<MetricSample>, List<S>> now = Map.of();

    public ConvertedSamples(Function<MetricSample, S> conversion) {
        this.conversion = conversion;
    }

    /**
     * One value for each family.
     *
     * @param making is given a family and all of its samples
     */
    public <F> List<F> of(List<MetricFamily> families, Making<S, F> making) {
        before = now;
        now = new IdentityHashMap<>(before.size());
        List<F> made = new ArrayList<>();
        for (MetricFamily family : families) {
            List<S> samples = new ArrayList<>();
            for (List<MetricSample> block : family.blocks()) {
                samples.addAll(converted(block));
            }
            made.add(making.of(family, samples));
        }
        before = Map.of();
        return made;
    }

    private List<S> converted(List<MetricSample> block) {
        List<S> kept = before.get(block);
        List<S> samples = kept != null ? kept : block.stream().map(conversion).toList();
        now.put(block, samples);
        return samples;
    }

    /** Makes the other form of a family. */
    public interface Making<S, F> {
        F of(MetricFamily family, List<S> samples);
    }
}
