package io.jenkins.plugins.gitops.engine.delivery.history;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The deliveries in a branch's history, read from its commits' trailers. */
public final class DeliveryHistory {

    private DeliveryHistory() {}

    /**
     * One delivery as Git knows it.
     *
     * @param trailers what its commit says
     * @param commit the commit
     * @param ending how it ended, as the delivery after it says; empty for the newest of its application and environment
     */
    public record Delivered(DeployTrailers trailers, CommitInfo commit, Optional<DeployTrailers.Previous> ending) {

        private static final int SHORTEST_COMMIT = 7;

        /** Whether a person means this one: by its deploy id, or by at least seven digits of its commit. */
        boolean isNamed(String text) {
            return trailers.id().value().equals(text)
                    || (text.length() >= SHORTEST_COMMIT
                            && commit.revision().id().startsWith(text));
        }

        /** How it ended; empty when the branch does not say it yet. */
        public Optional<DeliveryResult> result() {
            return ending.map(DeployTrailers.Previous::result);
        }

        /** From the request to the end. */
        public Optional<Duration> duration() {
            return ending.flatMap(DeployTrailers.Previous::duration);
        }
    }

    /**
     * The newest deliveries first.
     *
     * @param wanted which ones
     * @param limit how many at the most, at least one
     */
    public static List<Delivered> list(RemoteBranch branch, Revision tip, Predicate<DeployTrailers> wanted, int limit) {
        if (limit < 1) {
            throw new GitopsException(
                    "A history of at most " + limit + " deliveries cannot be shown", "Ask for at least one");
        }
        Map<DeployId, DeployTrailers.Previous> endings = new HashMap<>();
        List<Delivered> found = new ArrayList<>();
        for (CommitInfo commit : commits(branch, tip)) {
            Optional<DeployTrailers> trailers = read(commit);
            if (trailers.isEmpty()) {
                continue;
            }
            trailers.get().previous().ifPresent(previous -> endings.putIfAbsent(previous.id(), previous));
            if (wanted.test(trailers.get())) {
                found.add(new Delivered(
                        trailers.get(),
                        commit,
                        Optional.ofNullable(endings.get(trailers.get().id()))));
                if (found.size() == limit) {
                    break;
                }
            }
        }
        return found;
    }

    /**
     * The newest delivery of one application and environment: the one that has all others in its history. In a history
     * with merges the committers' clocks alone do not say which one that is.
     */
    public static Optional<DeployTrailers> newest(RemoteBranch branch, Revision tip, DeliveryTarget target) {
        return newestCommit(branch, tip, target).flatMap(commit -> of(commit, target));
    }

    /** As above, the commit that it made. */
    public static Optional<CommitInfo> newestCommit(RemoteBranch branch, Revision tip, DeliveryTarget target) {
        return branch.newestWithTrailer(
                tip, DeployTrailers.ID, commit -> of(commit, target).isPresent());
    }

    /**
     * The commits that say they are deliveries of this target, or of one that cannot be told, and cannot be read as one: a
     * message that is too long, an image that is none. Those alone that came after the newest delivery of it.
     *
     * @return a text for people each
     */
    public static List<String> unreadable(RemoteBranch branch, Revision tip, DeliveryTarget target) {
        List<String> found = new ArrayList<>();
        for (CommitInfo commit : commits(branch, tip)) {
            if (DeployTrailers.mayBeOf(commit.message(), target)) {
                if (read(commit).isPresent()) {
                    return found;
                }
                found.add("Passed over " + ClaimDoubts.named(commit) + ": it says that it is a delivery, and its "
                        + DeployTrailers.ID + " or another trailer cannot be read");
            }
        }
        return found;
    }

    /** What the commit of the newest delivery claims of its time and that cannot be; for people. */
    public static Optional<String> doubt(CommitInfo newest, Instant now) {
        return read(newest).flatMap(trailers -> ClaimDoubts.ofTime(trailers, newest, now));
    }

    /** A delivery in the history of a commit. */
    public static Optional<DeployTrailers> find(RemoteBranch branch, Revision tip, Predicate<DeployTrailers> wanted) {
        return commits(branch, tip).stream()
                .flatMap(commit -> read(commit).stream())
                .filter(wanted)
                .findFirst();
    }

    /**
     * The deliveries that a person may mean, newest first.
     *
     * @param text a deploy id, or at least seven digits of a commit
     */
    public static List<Delivered> named(RemoteBranch branch, Revision tip, String text) {
        return list(branch, tip, all -> true, Integer.MAX_VALUE).stream()
                .filter(delivered -> delivered.isNamed(text))
                .toList();
    }

    /** The delivery that made a commit; empty when the commit is not in the branch's history, or no such delivery. */
    public static Optional<DeployTrailers> at(
            RemoteBranch branch, Revision tip, Revision revision, DeliveryTarget target) {
        return commits(branch, tip).stream()
                .filter(commit -> commit.revision().equals(revision))
                .findFirst()
                .flatMap(commit -> of(commit, target));
    }

    private static List<CommitInfo> commits(RemoteBranch branch, Revision tip) {
        return branch.withTrailer(tip, DeployTrailers.ID);
    }

    private static Optional<DeployTrailers> of(CommitInfo commit, DeliveryTarget target) {
        return DeployTrailers.areOf(commit.message(), target) ? read(commit) : Optional.empty();
    }

    private static Optional<DeployTrailers> read(CommitInfo commit) {
        return DeployTrailers.from(commit.message());
    }
}
