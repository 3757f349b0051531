package io.jenkins.plugins.gitops.engine.figures;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One delivery, as far as the figures need it. What its commit says is believed: whoever may push can write it.
 *
 * @param id its deploy id
 * @param requested when it was asked for
 * @param ended when it ended; empty where nobody wrote it down
 * @param ending how
 * @param changed whether it left the branch otherwise than the healthy delivery before it; one that did not brought nothing new
 * @param rollbackOf the id of the delivery that it puts back
 * @param commits what came with it, without commits that are dated after its end; empty where that is not known
 * @param failedLater since when a person says that it had failed after all
 * @param hotfix whether a person says that it was made because of an incident
 */
public record PastDelivery(
        String id,
        Instant requested,
        Optional<Instant> ended,
        Ending ending,
        boolean changed,
        Optional<String> rollbackOf,
        Optional<NewCommits> commits,
        Optional<Instant> failedLater,
        boolean hotfix) {

    public PastDelivery {
        Optional<Instant> end = ended;
        commits = commits.map(brought -> end.map(brought::until).orElse(brought));
    }

    /** How a delivery ended. */
    public enum Ending {
        /** It ran. */
        HEALTHY,
        /** It was applied, and the rollout failed; whether it was put back makes no difference. */
        FAILED,
        /** Refused, superseded, aborted, or nobody knows: it says nothing about the change. */
        OTHER
    }

    /** When it ended; the time of the request where nobody wrote that down. */
    Instant end() {
        return ended.orElse(requested);
    }

    boolean healthy() {
        return ending == Ending.HEALTHY;
    }

    /** The same with how it ended, as a record says it. */
    public PastDelivery ended(Ending how, Optional<Instant> when) {
        return new PastDelivery(id, requested, when, how, changed, rollbackOf, commits, failedLater, hotfix);
    }

    /** The same with the time of the newest of its commits, as a record says it. */
    public PastDelivery ofHead(Instant committed) {
        Optional<NewCommits> head = Optional.of(new NewCommits(List.of(committed), true));
        return new PastDelivery(id, requested, ended, ending, changed, rollbackOf, head, failedLater, hotfix);
    }
}
