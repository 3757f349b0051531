package io.jenkins.plugins.gitops.engine.delivery.history;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The commits on a branch since another commit: deliveries' write-backs, and those of others. Who builds the others', and
 * nothing else, never builds in a loop and misses nobody's commit.
 *
 * <p>A commit is a write-back when the caller knows that it pushed it itself; or when it has one parent, carries a
 * delivery's trailers and changes nothing but images, as one by another controller or the command line does; or when it marks a
 * delivery and changes nothing. Neither is enough alone: trailers can be forged, and a person may change images too.
 *
 * @param all newest first; empty when the branch has not moved
 * @param others those of them that are no write-backs
 */
public record WriteBackDetector(List<CommitInfo> all, List<CommitInfo> others) {

    /** So many commits are read at the most; with more than that, a build is due anyway. */
    private static final int MOST_COMMITS = 2000;

    public WriteBackDetector {
        all = List.copyOf(all);
        others = List.copyOf(others);
    }

    /**
     * Asks the server.
     *
     * @param pushedHere whether the caller pushed this commit itself
     * @throws GitopsException also when the branch was rewritten, so that the base is not in its history any more, and
     *     when there are too many to read
     */
    public static WriteBackDetector since(
            RemoteBranch branch, Revision base, Revision tip, Predicate<Revision> pushedHere) {
        if (!branch.isAncestor(base, tip)) {
            throw new GitopsException(
                    "The branch was rewritten: " + base.abbreviated() + " is not in the history of "
                            + tip.abbreviated(),
                    "Build what it is now");
        }
        List<CommitInfo> all = branch.log(tip, Set.of(base), MOST_COMMITS + 1);
        if (all.size() > MOST_COMMITS) {
            throw new GitopsException(
                    "More than " + MOST_COMMITS + " commits lie between " + base + " and " + tip, "Build the newest");
        }
        List<CommitInfo> unknown = all.stream()
                .filter(commit -> !pushedHere.test(commit.revision()))
                .toList();
        List<CommitInfo> others =
                unknown.stream().filter(commit -> !claims(commit)).toList();
        if (others.isEmpty() && !unknown.isEmpty()) {
            // Only now, as it costs the files of them all.
            List<CommitInfo> more = new ManifestChanges(branch).changes(base, tip, Set.of(""));
            others = unknown.stream().filter(more::contains).toList();
        }
        return new WriteBackDetector(all, others);
    }

    /** Whether there are new commits, and all are write-backs. */
    public boolean only() {
        return !all.isEmpty() && others.isEmpty();
    }

    /** A mark's commit is empty; one that changes anything is found by its files. */
    private static boolean claims(CommitInfo commit) {
        return commit.parents().size() == 1
                && (DeployTrailers.from(commit.message()).isPresent()
                        || !DeliveryMark.from(commit.message()).isEmpty());
    }
}
