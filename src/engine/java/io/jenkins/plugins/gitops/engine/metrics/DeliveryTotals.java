package io.jenkins.plugins.gitops.engine.metrics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finished deliveries, added up by application and environment: what a long-lived process keeps instead of every
 * delivery. Its size is bounded by the number of targets, however many deliveries there were.
 *
 * <p>Names of applications come from whoever writes a pipeline. So only so many targets are counted apart; later ones
 * are counted as the application {@value #OTHER} of its environment. Not safe for several threads.
 */
public final class DeliveryTotals {

    /** No application can have this name: names are DNS labels. */
    public static final String OTHER = "_other";

    private final int mostTargets;
    private final SortedMap<List<String>, TargetTotals> totals = new TreeMap<>(Comparator.comparing(Object::toString));

    /** The lines of each, made when they are asked for. */
    private final Map<List<String>, List<List<MetricSample>>> lines = new HashMap<>();

    /** @param mostTargets how many pairs of application and environment are counted apart */
    public DeliveryTotals(int mostTargets) {
        this.mostTargets = mostTargets;
    }

    /** Totals that {@link #targets} returned earlier. Histograms with other buckets than the current ones start again at zero. */
    public static DeliveryTotals of(int mostTargets, Collection<TargetTotals> targets) {
        DeliveryTotals made = new DeliveryTotals(mostTargets);
        targets.stream()
                .filter(TargetTotals::isNamed)
                .forEach(each ->
                        made.totals.put(List.of(each.application(), each.environment()), each.withCurrentBuckets()));
        return made;
    }

    public void add(DeliveryFact fact) {
        List<String> own = List.of(fact.application(), fact.environment());
        if (fact.trace().repeats() && !totals.containsKey(own)) {
            return;
        }
        boolean apart = totals.containsKey(own) || totals.size() < mostTargets;
        List<String> target = apart ? own : List.of(OTHER, fact.environment());
        TargetTotals before = totals.getOrDefault(target, TargetTotals.none(target.get(0), target.get(1)));
        totals.put(target, before.plus(fact));
        lines.remove(target);
    }

    /** For keeping; in the order of the families. */
    public List<TargetTotals> targets() {
        return new ArrayList<>(totals.values());
    }

    /** All families; one without samples is left out. */
    public List<MetricFamily> families() {
        List<List<List<MetricSample>>> all = new ArrayList<>();
        totals.forEach((target, of) -> all.add(lines.computeIfAbsent(target, made -> DeliveryMetrics.blocks(of))));
        return DeliveryMetrics.families(all);
    }
}
