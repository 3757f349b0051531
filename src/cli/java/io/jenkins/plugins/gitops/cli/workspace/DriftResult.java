package io.jenkins.plugins.gitops.cli.workspace;

import io.jenkins.plugins.gitops.engine.cluster.drift.ObjectDrift;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.metrics.DriftFact;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What {@code gitops drift} found, as far as it is counted.
 *
 * @param target which application in which environment
 * @param drift what differs
 */
public record DriftResult(DeliveryTarget target, Differences drift) {

    private static final Map<String, String> WORDS = Arrays.stream(ObjectDrift.Kind.values())
            .collect(Collectors.toUnmodifiableMap(ObjectDrift.Kind::name, ObjectDrift.Kind::word));

    private static final String OTHER = "other";

    /**
     * What differs.
     *
     * @param objects the objects that do
     * @param unlisted how many more do
     * @param problems what could not be compared
     */
    public record Differences(List<Difference> objects, int unlisted, List<String> problems) {

        public Differences {
            objects = objects == null ? List.of() : List.copyOf(objects);
            problems = problems == null ? List.of() : List.copyOf(problems);
        }
    }

    /**
     * One object.
     *
     * @param kind how it differs
     */
    public record Difference(String kind) {}

    /**
     * Its numbers; none where something could not be compared, since they would say that it is equal.
     *
     * @param checked when that was found
     */
    public Optional<DriftFact> fact(Instant checked) {
        if (!drift.problems().isEmpty()) {
            return Optional.empty();
        }
        SortedMap<String, Long> counts = new TreeMap<>();
        WORDS.values().forEach(word -> counts.put(word, 0L));
        for (Difference each : drift.objects()) {
            // A kind of a later version is one of those that are not told apart.
            counts.merge(each.kind() == null ? OTHER : WORDS.getOrDefault(each.kind(), OTHER), 1L, Long::sum);
        }
        if (drift.unlisted() > 0) {
            counts.merge(OTHER, (long) drift.unlisted(), Long::sum);
        }
        return Optional.of(new DriftFact(target.application(), target.environment(), counts, checked));
    }
}
