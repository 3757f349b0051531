package io.jenkins.plugins.gitops.engine.delivery.record;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How far the rollout is.
 *
 * @param claimed whether this attempt has claimed the lease on the inventory
 * @param wave the group of objects that is applied next
 * @param applied when everything had been applied: the start of the wait
 * @param awaited since when this wave has been applied, and is waited for before the next one
 */
public record RolloutProgress(boolean claimed, int wave, Optional<Instant> applied, Optional<Instant> awaited) {

    static final RolloutProgress NOTHING = new RolloutProgress(false, 0, Optional.empty(), Optional.empty());

    public RolloutProgress {
        // A record of an older version has no such field.
        awaited = Objects.requireNonNullElse(awaited, Optional.empty());
    }

    public RolloutProgress claim() {
        return new RolloutProgress(true, wave, applied, awaited);
    }

    public RolloutProgress nextWave() {
        return new RolloutProgress(claimed, wave + 1, applied, Optional.empty());
    }

    public RolloutProgress applied(Instant at) {
        return new RolloutProgress(claimed, wave, Optional.of(at), Optional.empty());
    }

    public RolloutProgress await(Instant since) {
        return new RolloutProgress(claimed, wave, applied, Optional.of(since));
    }
}
