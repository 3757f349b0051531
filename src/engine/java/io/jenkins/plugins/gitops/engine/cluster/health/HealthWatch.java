package io.jenkins.plugins.gitops.engine.cluster.health;

import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.api.RequestPool;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Objects that a delivery waits for, with the result of their last check, so that the next check needs few requests: a wait
 * is many checks, and there can be hundreds of waits at a time. Each check requests the objects that were not healthy.
 * Healthy ones are not requested for {@link #HEALTHY_KEPT}, and pods and events without a failure for
 * {@link #DIAGNOSIS_KEPT}. But the whole is healthy only when one check found every object so. For one wait, which runs one
 * check at a time. About 500 bytes an object.
 */
public final class HealthWatch {

    private static final Duration HEALTHY_KEPT = Duration.ofSeconds(5);
    private static final Duration DIAGNOSIS_KEPT = Duration.ofSeconds(2);

    private final List<ObjectRef> objects;
    private final Map<ObjectRef, String> expiring;
    private final Map<ObjectRef, Observation> observations = new ConcurrentHashMap<>();

    /** @param at as {@link System#nanoTime} has it */
    private record Observation(ProbeResult result, long at) {}

    public HealthWatch(Collection<ObjectRef> objects) {
        this(objects, Map.of());
    }

    /** @param expiring the UIDs of those that the cluster removes some time after their end: gone is not missing there */
    public HealthWatch(Collection<ObjectRef> objects, Map<ObjectRef, String> expiring) {
        this.objects = List.copyOf(objects);
        this.expiring = Map.copyOf(expiring);
    }

    /** How many objects. */
    public int size() {
        return objects.size();
    }

    public HealthReport check(RequestPool pool, HealthProbe probe) {
        long now = System.nanoTime();
        check(pool, probe, now, object -> !atRest(object, now));
        if (report().status() == HealthStatus.CURRENT) {
            check(pool, probe, now, object -> observations.get(object).at() != now);
        }
        return report();
    }

    private void check(RequestPool pool, HealthProbe probe, long now, Predicate<ObjectRef> which) {
        pool.map(objects.stream().filter(which).toList(), object -> {
            Optional<PodDiagnosis> before = Optional.ofNullable(observations.get(object))
                    .flatMap(last -> last.result().diagnosis())
                    .filter(findings -> now - findings.at() < DIAGNOSIS_KEPT.toNanos());
            return observations.put(object, new Observation(found(object, probe.probe(object, before), probe), now));
        });
    }

    /** It stays as healthy as it was seen last; when nobody saw that, its event tells. */
    private ProbeResult found(ObjectRef object, ProbeResult found, HealthProbe probe) {
        String uid = expiring.get(object);
        if (uid == null || !found.health().reason().equals(HealthProbe.NOT_FOUND)) {
            return found;
        }
        Observation last = observations.get(object);
        return last != null && last.result().health().status() == HealthStatus.CURRENT
                ? last.result()
                : probe.expired(object, uid);
    }

    private boolean atRest(ObjectRef object, long now) {
        Observation last = observations.get(object);
        return last != null
                && last.result().health().status() == HealthStatus.CURRENT
                && now - last.at() < HEALTHY_KEPT.toNanos();
    }

    private HealthReport report() {
        return new HealthReport(objects.stream()
                .map(object -> observations.get(object).result().health())
                .toList());
    }
}
