package io.jenkins.plugins.gitops.engine.delivery;

import java.time.Instant;
import java.util.Optional;

/**
 * How far the cluster is on its way to the commit.
 *
 * @param claimed whether the inventory says that it is this attempt's turn
 * @param wave the group of objects that is applied next
 * @param applied when everything had been applied: the start of the wait
 */
public record Rollout(boolean claimed, int wave, Optional<Instant> applied) {

    static final Rollout NOTHING = new Rollout(false, 0, Optional.empty());

    Rollout claim() {
        return new Rollout(true, wave, applied);
    }

    Rollout nextWave() {
        return new Rollout(claimed, wave + 1, applied);
    }

    Rollout applied(Instant at) {
        return new Rollout(claimed, wave, Optional.of(at));
    }
}
