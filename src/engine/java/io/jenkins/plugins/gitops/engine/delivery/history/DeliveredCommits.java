package io.jenkins.plugins.gitops.engine.delivery.history;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory.Delivered;
import io.jenkins.plugins.gitops.engine.delivery.record.BroughtCommits;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveredCommit;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The commits that a delivery brings: those in the history of its source commit that are not in that of the last healthy
 * delivery's. Merges and the commits of deliveries are left out; who may push can write a delivery's trailers into any commit,
 * and so leave it out as well.
 *
 * @param extent what the list is
 * @param commits newest first, each before its ancestors; at most {@value #MOST}
 * @param more whether there were more than that
 */
public record DeliveredCommits(Extent extent, List<DeliveredCommit> commits, boolean more) {

    /** So many are listed at most. */
    public static final int MOST = 500;

    /** The trailers of commits that say that a delivery made them or that they mark one, also where the rest cannot be read. */
    public static final Set<String> NOT_OF_WORK = Set.of(DeployTrailers.ID, DeliveryMark.KEY);

    private static final int LONGEST_SUBJECT = 200;

    /** So many deliveries before one are looked at for a healthy one. */
    private static final int MOST_BEFORE = 1000;

    /** So many are read at most: those of deliveries lie between them. */
    private static final int MOST_READ = 4 * MOST;

    /** What the list is. */
    public enum Extent {
        /** All since the last healthy delivery; none where an earlier commit is delivered again. */
        SINCE_LAST_HEALTHY,
        /** No delivery before it was healthy, so all of the history is new: the source commit alone. */
        FIRST,
        /**
         * Not known, and the list empty: the source commit is not said, is of another repository than the branch, or is not
         * in the repository any more.
         */
        UNKNOWN
    }

    private static final DeliveredCommits NOT_KNOWN = new DeliveredCommits(Extent.UNKNOWN, List.of(), false);

    public DeliveredCommits {
        commits = List.copyOf(commits);
    }

    /**
     * Those of a delivery that goes on or has ended, by its record. Asks the server for what the cache does not have. A sync
     * brings nothing that was not there.
     *
     * @param tip a commit whose history has all deliveries before it, and perhaps this one
     * @throws GitopsException when the server cannot be asked
     */
    public static BroughtCommits brought(RemoteBranch branch, Revision tip, DeployRecord record) {
        if (record.request().kind() == DeliveryKind.SYNC) {
            return BroughtCommits.NONE;
        }
        DeliveredCommits found = between(
                branch,
                record.request().remote(),
                before(branch, tip, record),
                record.request().source());
        return BroughtCommits.of(found.commits(), found.more(), found.extent() == Extent.FIRST);
    }

    /**
     * The deliveries before one, of the same application and environment, newest first.
     *
     * @param tip as above; where this one has no commit in its history, all are before it
     */
    public static List<Delivered> before(RemoteBranch branch, Revision tip, DeployRecord record) {
        List<Delivered> history = DeliveryHistory.list(
                branch,
                tip,
                trailers -> trailers.target().equals(record.request().target()),
                MOST_BEFORE);
        for (int i = 0; i < history.size(); i++) {
            if (history.get(i).trailers().id().equals(record.id())) {
                return history.subList(i + 1, history.size());
            }
        }
        return history;
    }

    /**
     * Those of a delivery that is perhaps not on the branch. Asks the server for what the cache does not have.
     *
     * @param before the deliveries before it of the same application and environment, newest first
     * @param source what it delivers
     * @throws GitopsException when the server cannot be asked
     */
    public static DeliveredCommits between(
            RemoteBranch branch, GitRemote remote, List<Delivered> before, Optional<DeliverySource> source) {
        Optional<Revision> delivered = source.flatMap(from -> in(remote, from));
        if (delivered.isEmpty() || !branch.knows(delivered.get())) {
            return NOT_KNOWN;
        }
        Optional<Delivered> healthy = before.stream()
                .filter(each -> each.result().filter(DeliveryResult::isHealthy).isPresent())
                .filter(each -> !each.trailers().isRemoval())
                .findFirst();
        if (healthy.isEmpty()) {
            return new DeliveredCommits(
                    Extent.FIRST,
                    branch.log(delivered.get(), 1).stream()
                            .map(DeliveredCommits::commit)
                            .toList(),
                    false);
        }
        return healthy.get()
                .trailers()
                .source()
                .flatMap(from -> in(remote, from))
                .filter(branch::knows)
                .map(last -> since(branch, last, delivered.get()))
                .orElse(NOT_KNOWN);
    }

    private static DeliveredCommits since(RemoteBranch branch, Revision last, Revision delivered) {
        List<CommitInfo> read = branch.log(delivered, Set.of(last), MOST_READ + 1);
        List<DeliveredCommit> work = read.stream()
                .filter(DeliveredCommits::isWork)
                .map(DeliveredCommits::commit)
                .toList();
        return new DeliveredCommits(
                Extent.SINCE_LAST_HEALTHY,
                work.subList(0, Math.min(work.size(), MOST)),
                work.size() > MOST || read.size() > MOST_READ);
    }

    private static DeliveredCommit commit(CommitInfo commit) {
        return new DeliveredCommit(
                commit.revision(),
                commit.author(),
                commit.committed(),
                ShownText.line(commit.message().subject(), LONGEST_SUBJECT));
    }

    /** Whether a commit is a person's work: no merge, and none with one of {@link #NOT_OF_WORK}. */
    private static boolean isWork(CommitInfo commit) {
        return commit.parents().size() <= 1 && !commit.message().hasOneOf(NOT_OF_WORK);
    }

    /** The commit of a source in this repository; empty for one elsewhere. */
    public static Optional<Revision> in(GitRemote remote, DeliverySource source) {
        try {
            return new GitRemote(source.repository(), remote.branch()).key().equals(remote.key())
                    ? Optional.of(source.revision())
                    : Optional.empty();
        } catch (GitopsException notAUrl) {
            return Optional.empty();
        }
    }
}
