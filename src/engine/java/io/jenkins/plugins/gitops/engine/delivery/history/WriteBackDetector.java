package io.jenkins.plugins.gitops.engine.delivery.history;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What came onto a branch since a commit: deliveries' write-backs, and what others did. Whoever builds what others did,
 * and nothing else, builds in no loop and loses nobody's commit.
 *
 * <p>A commit is a write-back when who asks knows that he pushed it; or when it has one parent, carries a delivery's
 * trailers and changes nothing but images, as one by another controller or the command line does. Neither trailers nor
 * such a change are enough alone: the ones can be forged, the other may be a person's.
 *
 * @param all newest first; none when the branch is where it was
 * @param others those of them that are no write-backs
 */
public record WriteBackDetector(List<CommitInfo> all, List<CommitInfo> others) {

    /** What is looked at at most; whoever has not built for so long builds. */
    private static final int MOST_COMMITS = 2000;

    public WriteBackDetector {
        all = List.copyOf(all);
        others = List.copyOf(others);
    }

    /**
     * Asks the server.
     *
     * @param pushedHere whether this is a commit that who asks has pushed himself
     * @throws GitopsException also when the branch was rewritten, so that the base is not in its history any more, and
     *     when there are too many to be looked at
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

    /** Whether there is something new, and it is write-backs alone. */
    public boolean only() {
        return !all.isEmpty() && others.isEmpty();
    }

    private static boolean claims(CommitInfo commit) {
        return commit.parents().size() == 1
                && DeployTrailers.from(commit.message()).isPresent();
    }
}
