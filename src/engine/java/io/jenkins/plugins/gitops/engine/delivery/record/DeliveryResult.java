package io.jenkins.plugins.gitops.engine.delivery.record;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * How a delivery ended, as commits, notes and inventories say it: an outcome's word, {@code failed,rolled-back}, or
 * {@code removed}. A word that this version does not know is kept as it is: a newer version, or a person, wrote it.
 *
 * @param word as it is written; never null
 */
public record DeliveryResult(@JsonValue String word) {

    private static final String ROLLED_BACK = ",rolled-back";

    /** After these the cluster is as the delivery before left it. */
    private static final Set<Outcome> WITHOUT_EFFECT = Set.of(Outcome.REFUSED, Outcome.SUPERSEDED);

    public static final DeliveryResult HEALTHY = of(Outcome.HEALTHY);
    public static final DeliveryResult FAILED = of(Outcome.FAILED);
    public static final DeliveryResult UNKNOWN = of(Outcome.UNKNOWN);

    /** Of a removal after which the inventory stays, since something that it lists stays. */
    public static final DeliveryResult REMOVED = new DeliveryResult("removed");

    @JsonCreator
    public DeliveryResult {}

    public static DeliveryResult of(Outcome outcome) {
        return of(outcome, false);
    }

    /** @param rolledBack whether a failed delivery was rolled back, and what it went back to is healthy */
    public static DeliveryResult of(Outcome outcome, boolean rolledBack) {
        return new DeliveryResult(outcome.word() + (rolledBack ? ROLLED_BACK : ""));
    }

    /** The outcome; empty for a removal, and for a word that this version does not know. */
    public Optional<Outcome> outcome() {
        String text = endsRolledBack() ? word.substring(0, word.length() - ROLLED_BACK.length()) : word;
        return Arrays.stream(Outcome.values())
                .filter(outcome -> outcome.word().equals(text))
                .findFirst();
    }

    public boolean isHealthy() {
        return equals(HEALTHY);
    }

    /** Whether it was rolled back, and what it went back to is healthy. */
    public boolean rolledBack() {
        return endsRolledBack() && outcome().isPresent();
    }

    /** Whether the cluster may have been changed; an unknown word does not rule it out. */
    public boolean hadEffect() {
        return outcome().map(outcome -> !WITHOUT_EFFECT.contains(outcome)).orElse(true);
    }

    private boolean endsRolledBack() {
        return word.endsWith(ROLLED_BACK);
    }

    @Override
    public String toString() {
        return word;
    }
}
