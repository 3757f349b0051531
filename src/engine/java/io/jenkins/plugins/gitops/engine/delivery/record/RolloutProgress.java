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
 * @param held whether the environment was held when this attempt had claimed it; records of older versions do not say it
 */
public record RolloutProgress(
        boolean claimed, int wave, Optional<Instant> applied, Optional<Instant> awaited, Optional<Boolean> held) {

    static final RolloutProgress NOTHING =
            new RolloutProgress(false, 0, Optional.empty(), Optional.empty(), Optional.empty());

    public RolloutProgress {
        // A record of an older version has no such fields.
        awaited = Objects.requireNonNullElse(awaited, Optional.empty());
        held = Objects.requireNonNullElse(held, Optional.empty());
    }

    /** @param holds whether the environment is held from now on */
    public RolloutProgress claim(boolean holds) {
        return new RolloutProgress(true, wave, applied, awaited, Optional.of(holds));
    }

    public RolloutProgress nextWave() {
        return new RolloutProgress(claimed, wave + 1, applied, Optional.empty(), held);
    }

    public RolloutProgress applied(Instant at) {
        return new RolloutProgress(claimed, wave, Optional.of(at), Optional.empty(), held);
    }

    public RolloutProgress await(Instant since) {
        return new RolloutProgress(claimed, wave, applied, Optional.of(since), held);
    }
}
