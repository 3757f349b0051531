package io.jenkins.plugins.gitops.engine.delivery.drift;

import io.jenkins.plugins.gitops.engine.cluster.api.ObjectKey;
import io.jenkins.plugins.gitops.engine.cluster.drift.ObjectDrift;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.metrics.DriftFact;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a watch has seen, as it is counted: objects, however many of their fields differ. */
public final class DriftFacts {

    private DriftFacts() {}

    /** @param checked when it was seen */
    public static DriftFact of(DeliveryTarget target, DriftState state, Instant checked) {
        SortedMap<String, Long> counts = new TreeMap<>();
        for (ObjectDrift.Kind kind : ObjectDrift.Kind.values()) {
            counts.put(kind.word(), 0L);
        }
        Set<ObjectKey> counted = new HashSet<>();
        for (StandingDrift drift : state.drifts()) {
            if (counted.add(drift.object().key())) {
                counts.merge(drift.kind().word(), 1L, Long::sum);
            }
        }
        return new DriftFact(target.application(), target.environment(), counts, checked);
    }
}
