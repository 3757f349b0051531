package io.jenkins.plugins.gitops.engine.delivery.drift;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of an environment's drift from one look to the next. Immutable; a file between two processes.
 *
 * @param format version of the file's format, {@value #FORMAT}
 * @param delivery the newest delivery when it was looked at last
 * @param drifts what differs; no more than {@link DriftWatch#MOST}
 * @param fights what was put back since that delivery; no more than {@link SelfHeal#MOST_FIGHTS}
 * @param heals the newest syncs of the self-heal, oldest first; no more than {@value #MOST_HEALS}
 * @param refusal why nothing is put back, as it was told last
 * @param silent since when nothing is told, as a delivery is under way
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DriftState(
        int format,
        Optional<DeployId> delivery,
        List<StandingDrift> drifts,
        List<HealFight> fights,
        List<HealRecord> heals,
        Optional<String> refusal,
        Optional<Instant> silent) {

    public static final int FORMAT = 1;

    private static final int MOST_HEALS = 50;

    /** Of an environment that was never looked at. */
    public static final DriftState NONE = new DriftState(
            FORMAT, Optional.empty(), List.of(), List.of(), List.of(), Optional.empty(), Optional.empty());

    public DriftState {
        delivery = Objects.requireNonNullElse(delivery, Optional.empty());
        drifts = drifts == null ? List.of() : List.copyOf(drifts);
        fights = fights == null ? List.of() : List.copyOf(fights);
        heals = heals == null ? List.of() : List.copyOf(heals);
        refusal = Objects.requireNonNullElse(refusal, Optional.empty());
        silent = Objects.requireNonNullElse(silent, Optional.empty());
    }

    /** With that as the newest delivery. Another one than before ends all fights: what it brought was never fought over. */
    DriftState of(DeployId newest) {
        return delivery.equals(Optional.of(newest))
                ? this
                : new DriftState(format, Optional.of(newest), drifts, List.of(), heals, Optional.empty(), silent);
    }

    DriftState with(List<StandingDrift> others) {
        return new DriftState(format, delivery, others, fights, heals, refusal, silent);
    }

    DriftState fighting(List<HealFight> others) {
        return new DriftState(format, delivery, drifts, others, heals, refusal, silent);
    }

    DriftState refusing(Optional<String> why) {
        return new DriftState(format, delivery, drifts, fights, heals, why, silent);
    }

    DriftState silent(Optional<Instant> since) {
        return new DriftState(format, delivery, drifts, fights, heals, refusal, since);
    }

    DriftState healing(HealRecord record) {
        List<HealRecord> more = new ArrayList<>(heals);
        more.add(record);
        return healed(more.subList(Math.max(0, more.size() - MOST_HEALS), more.size()));
    }

    DriftState healed(List<HealRecord> others) {
        return new DriftState(format, delivery, drifts, fights, others, refusal, silent);
    }

    Optional<HealFight> fight(DriftKey key) {
        return fights.stream().filter(fight -> fight.key().equals(key)).findFirst();
    }

    /** The same, in which nothing is given up any more: a person says so. */
    public DriftState forgiving() {
        return fighting(List.of());
    }
}
