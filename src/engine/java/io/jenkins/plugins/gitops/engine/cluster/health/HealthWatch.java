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
 * Objects that somebody waits for, and what the looks at them saw last, so that the next one asks for little: a wait is
 * many looks, and there can be hundreds of waits at a time. It is asked every time how those are that are not healthy.
 * What is healthy is left alone for {@link #AT_REST}, and pods and events that showed no failure for {@link #BESIDE}; but
 * the whole is called healthy only when every object was found so by the same look. For one wait, which looks once at a
 * time; about 500 bytes an object.
 */
public final class HealthWatch {

    private static final Duration AT_REST = Duration.ofSeconds(5);
    private static final Duration BESIDE = Duration.ofSeconds(2);

    private final List<ObjectRef> objects;
    private final Map<ObjectRef, Seen> seen = new ConcurrentHashMap<>();

    /** @param at as {@link System#nanoTime} has it */
    private record Seen(ProbeResult sight, long at) {}

    public HealthWatch(Collection<ObjectRef> objects) {
        this.objects = List.copyOf(objects);
    }

    /** How many objects. */
    public int size() {
        return objects.size();
    }

    public HealthReport check(RequestPool pool, HealthProbe probe) {
        long now = System.nanoTime();
        check(pool, probe, now, object -> !atRest(object, now));
        if (report().status() == HealthStatus.CURRENT) {
            check(pool, probe, now, object -> seen.get(object).at() != now);
        }
        return report();
    }

    private void check(RequestPool pool, HealthProbe probe, long now, Predicate<ObjectRef> which) {
        pool.map(objects.stream().filter(which).toList(), object -> {
            Optional<PodDiagnosis> before = Optional.ofNullable(seen.get(object))
                    .flatMap(last -> last.sight().diagnosis())
                    .filter(findings -> now - findings.at() < BESIDE.toNanos());
            return seen.put(object, new Seen(probe.probe(object, before), now));
        });
    }

    private boolean atRest(ObjectRef object, long now) {
        Seen last = seen.get(object);
        return last != null
                && last.sight().health().status() == HealthStatus.CURRENT
                && now - last.at() < AT_REST.toNanos();
    }

    private HealthReport report() {
        return new HealthReport(objects.stream()
                .map(object -> seen.get(object).sight().health())
                .toList());
    }
}
