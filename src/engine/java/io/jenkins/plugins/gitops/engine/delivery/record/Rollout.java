package io.jenkins.plugins.gitops.engine.delivery.record;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How far the cluster is on its way to the commit.
 *
 * @param claimed whether the inventory says that it is this attempt's turn
 * @param wave the group of objects that is applied next
 * @param applied when everything had been applied: the start of the wait
 * @param awaited since when this wave has been applied, and is waited for before the next one
 */
public record Rollout(boolean claimed, int wave, Optional<Instant> applied, Optional<Instant> awaited) {

    static final Rollout NOTHING = new Rollout(false, 0, Optional.empty(), Optional.empty());

    public Rollout {
        // A record of an older version has no such field.
        awaited = Objects.requireNonNullElse(awaited, Optional.empty());
    }

    public Rollout claim() {
        return new Rollout(true, wave, applied, awaited);
    }

    public Rollout nextWave() {
        return new Rollout(claimed, wave + 1, applied, Optional.empty());
    }

    public Rollout applied(Instant at) {
        return new Rollout(claimed, wave, Optional.of(at), Optional.empty());
    }

    public Rollout await(Instant since) {
        return new Rollout(claimed, wave, applied, Optional.of(since));
    }
}
