package io.jenkins.plugins.gitops.pages;

import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** How a delivery ended, as commits say it: an outcome's word, or {@code failed,rolled-back}. */
record GitResult(Outcome outcome, boolean rolledBack) {

    /** After these the cluster is as the delivery before left it. */
    private static final Set<Outcome> WITHOUT_EFFECT = Set.of(Outcome.REFUSED, Outcome.SUPERSEDED);

    /** Empty for a word that somebody wrote by hand. */
    static Optional<GitResult> parse(String text) {
        boolean rolledBack = text.endsWith(DeliveryEnding.ROLLED_BACK);
        String word = rolledBack ? text.substring(0, text.length() - DeliveryEnding.ROLLED_BACK.length()) : text;
        return Arrays.stream(Outcome.values())
                .filter(outcome -> outcome.word().equals(word))
                .map(outcome -> new GitResult(outcome, rolledBack))
                .findFirst();
    }

    /** Whether the cluster may have been changed. */
    boolean hadEffect() {
        return hadEffect(outcome);
    }

    /** The same of an outcome by a record. */
    static boolean hadEffect(Outcome outcome) {
        return !WITHOUT_EFFECT.contains(outcome);
    }
}
