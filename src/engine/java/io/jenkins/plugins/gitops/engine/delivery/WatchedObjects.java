package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.cluster.ObjectRef;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The objects that attempts wait for. They are asked after again and again, for as long as a rollout takes; their
 * rendering is far larger and is not needed for that. Those of the newest attempts are kept, up to a bound on all.
 */
final class WatchedObjects {

    /** About 300 bytes each. */
    private static final int MOST = 50_000;

    private final Map<DeployId, List<ObjectRef>> kept = new LinkedHashMap<>(16, 0.75f, true);
    private int count;

    List<ObjectRef> of(DeployId attempt, Supplier<List<ObjectRef>> rendered) {
        synchronized (kept) {
            List<ObjectRef> known = kept.get(attempt);
            if (known != null) {
                return known;
            }
        }
        List<ObjectRef> objects = List.copyOf(rendered.get());
        synchronized (kept) {
            forget(attempt);
            kept.put(attempt, objects);
            count += objects.size();
            for (Iterator<List<ObjectRef>> eldest = kept.values().iterator(); count > MOST && kept.size() > 1; ) {
                count -= eldest.next().size();
                eldest.remove();
            }
        }
        return objects;
    }

    /** It waits no longer. */
    void forget(DeployId attempt) {
        synchronized (kept) {
            List<ObjectRef> objects = kept.remove(attempt);
            count -= objects == null ? 0 : objects.size();
        }
    }
}
