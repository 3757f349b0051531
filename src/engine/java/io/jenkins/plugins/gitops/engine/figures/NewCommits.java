package io.jenkins.plugins.gitops.engine.figures;

import java.time.Instant;
import java.util.List;

/**
 * The commits that became healthy with a delivery for the first time.
 *
 * @param committed when each was made, by its committer's clock; none where the head alone could be known, and is not
 * @param headAlone whether only the newest is known, since the sources are in another repository: a lead time of it is
 *     optimistic, and nobody knows how many there were
 */
public record NewCommits(List<Instant> committed, boolean headAlone) {

    public NewCommits {
        committed = List.copyOf(committed);
    }

    /** Without those that their clock dates after the end of the delivery: that cannot be. In whole seconds, as commits have them. */
    NewCommits until(Instant end) {
        // Mostly there are none, and of many lines of deliveries millions are asked.
        for (Instant each : committed) {
            if (isAfter(each, end)) {
                return new NewCommits(
                        committed.stream().filter(some -> !isAfter(some, end)).toList(), headAlone);
            }
        }
        return this;
    }

    private static boolean isAfter(Instant committed, Instant end) {
        return committed.getEpochSecond() > end.getEpochSecond();
    }
}
