package io.jenkins.plugins.gitops.engine.delivery;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jenkins.plugins.gitops.engine.CountedNoun;
import io.jenkins.plugins.gitops.engine.delivery.history.HistoryEntry;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What runs of an application in an environment, and how it is. The names are those of the JSON of {@code gitops status}, and never
 * change. Holds no secret.
 *
 * @param cluster the API server's address
 * @param delivery the newest delivery on the branch, with how it ended; absent where nothing was delivered yet
 * @param running what the cluster was last made equal to
 * @param underWay since when that delivery is under way, or was interrupted
 * @param remark why the cluster may be another than Git says, without anybody's doing
 * @param held what was rolled back and is not deployed again by itself
 * @param drift how the cluster differs from the commit; absent where it could not be asked
 * @param health how the objects are now; absent where they could not be asked
 * @param waiting what people committed to the manifests since, newest first; nobody delivered it
 * @param unknown what could not be read: {@code delivery}, {@code held}, {@code drift}, {@code health}, {@code waiting}
 * @param problem why something of this could not be read
 */
@JsonPropertyOrder({"application", "environment", "namespace", "cluster", "repository", "branch"})
public record TargetStatus(
        String application,
        String environment,
        String namespace,
        String cluster,
        String repository,
        String branch,
        Optional<HistoryEntry> delivery,
        Optional<Running> running,
        Optional<Instant> underWay,
        Optional<String> remark,
        Optional<Held> held,
        Optional<Drift> drift,
        Optional<Health> health,
        List<Waiting> waiting,
        List<String> unknown,
        Optional<Problem> problem) {

    public static final String DELIVERY = "delivery";
    public static final String HELD = "held";
    public static final String DRIFT = "drift";
    public static final String HEALTH = "health";
    public static final String WAITING = "waiting";

    public TargetStatus {
        waiting = List.copyOf(waiting);
        unknown = List.copyOf(unknown);
    }

    /** Whether something is held; empty where nobody could ask. */
    public Optional<Boolean> holds() {
        return unknown.contains(HELD) ? Optional.empty() : Optional.of(held.isPresent());
    }

    /** How many commits wait; empty where that could not be read. */
    public OptionalInt waitingCommits() {
        return unknown.contains(WAITING) ? OptionalInt.empty() : OptionalInt.of(waiting.size());
    }

    /**
     * What the cluster was last made equal to.
     *
     * @param delivery its id
     * @param revision its commit
     * @param lastHealthy the last commit whose rollout was healthy
     * @param updated when that was written
     */
    public record Running(
            Optional<String> delivery,
            Optional<String> revision,
            Optional<String> lastHealthy,
            Optional<Instant> updated) {}

    /**
     * What is held.
     *
     * @param source the source commit
     * @param images the images that were put back with it
     */
    public record Held(String source, List<String> images) {
        public Held {
            images = List.copyOf(images);
        }

        /** For people. */
        public String text() {
            return (images.isEmpty() ? source : String.join(", ", images))
                    + " was rolled back and is not deployed again by itself";
        }
    }

    /**
     * Drift, counted.
     *
     * @param compared how many objects were compared
     * @param differing how many differ, are missing, or are not in the commit
     * @param unknown how many could not be compared
     * @param summary the same for people
     */
    public record Drift(int compared, int differing, int unknown, String summary) {}

    /**
     * Health, counted.
     *
     * @param status of the worst object: {@code healthy}, {@code progressing} or {@code failed}
     * @param summary the same for people, with what is not healthy
     */
    public record Health(String status, String summary) {

        /** Whether all is as wanted. */
        public boolean healthy() {
            return status.equals(HEALTHY);
        }

        static final String HEALTHY = "healthy";
    }

    /** A commit of people that was not delivered. */
    public record Waiting(Revision revision, String author, Instant committed, String subject) {}

    /**
     * Why something could not be read.
     *
     * @param unanswered whether a server gave no answer, so that the next try may
     */
    public record Problem(String reason, String remedy, boolean unanswered) {}

    /** Whether something is known to be other than people want it. */
    public boolean isIll() {
        return health.filter(each -> !each.healthy()).isPresent()
                || drift.filter(each -> each.differing() > 0).isPresent()
                || delivery.flatMap(HistoryEntry::result)
                        .filter(result -> !result.isHealthy() && !result.equals(DeliveryResult.REMOVED))
                        .isPresent();
    }

    /** How the newest delivery ended, in a word. */
    public String result() {
        if (delivery.isEmpty()) {
            return unknown.contains(DELIVERY) ? "unknown" : "none";
        }
        return delivery.get().result().map(DeliveryResult::word).orElse(underWay.isPresent() ? "under way" : "unknown");
    }

    /** What of it a person should look at, a line each. */
    public List<String> notes() {
        return List.of(
                        held.map(what -> "held: " + what.text()),
                        health.filter(each -> !each.healthy()).map(each -> each.status() + ": " + each.summary()),
                        drift.filter(each -> each.differing() + each.unknown() > 0)
                                .map(each -> "drift: " + each.summary()),
                        waiting.isEmpty()
                                ? Optional.<String>empty()
                                : Optional.of(CountedNoun.of(waiting.size(), "commit") + " not delivered, newest "
                                        + waiting.get(0).revision().abbreviated() + " "
                                        + waiting.get(0).author() + ": "
                                        + waiting.get(0).subject()),
                        remark,
                        problem.map(why -> "problem: " + why.reason() + "\n  -> " + why.remedy()))
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }
}
