package io.jenkins.plugins.gitops.engine.delivery.rollout;

import io.jenkins.plugins.gitops.engine.cluster.health.HealthWatch;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryAttempt;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What attempts wait for. It is asked after again and again, for as long as a rollout takes; the rendering is far larger
 * and is not needed for that. The newest are kept, up to a bound on all; a lost one begins with a probe of everything.
 */
public final class HealthWatchCache {

    /** About 800 bytes each. */
    private static final int MOST_OBJECTS = 50_000;

    private static final Duration LATEST = Duration.ofSeconds(2);
    private static final GrowingPause PAUSE = new GrowingPause(Duration.ofMillis(100), LATEST);

    private final Map<DeployId, Wait> kept = new LinkedHashMap<>(16, 0.75f, true);
    private int objects;

    /** One attempt's wait for the objects of a wave, or for all of them. */
    public static final class Wait {

        private final int wave;
        private final HealthWatch objects;
        private long leaseChecked = System.nanoTime() - LATEST.toNanos();

        private Wait(int wave, HealthWatch objects) {
            this.wave = wave;
            this.objects = objects;
        }

        public HealthWatch objects() {
            return objects;
        }

        /** Whether this attempt held the lease a moment ago: enough for a probe, not for a change. */
        public boolean leaseIsFresh() {
            return System.nanoTime() - leaseChecked < LATEST.toNanos();
        }

        /** It holds the lease now. */
        public void leaseChecked() {
            leaseChecked = System.nanoTime();
        }
    }

    /** @param rendered finds the objects, when this is the first probe */
    public Wait of(DeliveryAttempt attempt, Supplier<HealthWatch> rendered) {
        int wave = attempt.rollout().wave();
        synchronized (kept) {
            Wait known = kept.get(attempt.id());
            if (known != null && known.wave == wave) {
                return known;
            }
        }
        Wait wait = new Wait(wave, rendered.get());
        synchronized (kept) {
            forget(attempt);
            kept.put(attempt.id(), wait);
            objects += wait.objects.size();
            for (Iterator<Wait> eldest = kept.values().iterator(); objects > MOST_OBJECTS && kept.size() > 1; ) {
                objects -= eldest.next().objects.size();
                eldest.remove();
            }
        }
        return wait;
    }

    /** It waits no longer. */
    public void forget(DeliveryAttempt attempt) {
        synchronized (kept) {
            Wait wait = kept.remove(attempt.id());
            objects -= wait == null ? 0 : wait.objects.size();
        }
    }

    /** How long to wait until the next probe. */
    public static Duration pause(Duration waited) {
        return PAUSE.after(waited);
    }
}
