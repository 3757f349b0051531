package io.jenkins.plugins.gitops.branches;

import io.jenkins.plugins.gitops.engine.NewestKept;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.figures.PastDeliveries;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What figures are computed from, of more branches than whole histories are kept of: it is small beside them. Safe for several
 * threads.
 */
final class KeptPast<K> {

    /** So many branches: those that were needed last. */
    private static final int MOST = 1000;

    private final SteadyClock clock;
    private final Map<K, Kept> kept = NewestKept.byAccess(() -> MOST);

    KeptPast(SteadyClock clock) {
        this.clock = clock;
    }

    /**
     * Of one branch.
     *
     * @param asked when a read was begun last
     * @param past as last read; empty before the first read
     */
    private record Kept(Instant asked, Optional<PastDeliveries> past) {}

    /** As last read; empty before the first read has ended. */
    synchronized Optional<PastDeliveries> of(K branch) {
        Kept known = kept.get(branch);
        return known == null ? Optional.empty() : known.past();
    }

    synchronized void read(K branch, PastDeliveries past) {
        kept.put(branch, new Kept(clock.start(), Optional.of(past)));
    }

    /** Whether it is time to read it. Whoever is told so does it. */
    synchronized boolean due(K branch, Duration age) {
        Kept known = kept.get(branch);
        if (known != null && clock.since(known.asked()).compareTo(age) < 0) {
            return false;
        }
        kept.put(branch, new Kept(clock.start(), known == null ? Optional.empty() : known.past()));
        return true;
    }
}
