package io.jenkins.plugins.gitops.engine.delivery.history;

import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.time.Instant;
import java.util.Set;

/**
 * A person's commit that a delivery brings. Whoever made it wrote all of it: the author's name and address, and the time.
 *
 * @param revision its id
 * @param author name and e-mail address, which may be empty
 * @param committed when it was made, in whole seconds, by the committer's clock: the start of its lead time
 * @param subject one line of at most 200 characters, then three dots
 */
public record DeliveredCommit(Revision revision, GitIdentity author, Instant committed, String subject) {

    /** The trailers of commits that say that a delivery made them or that they mark one, also where the rest cannot be read. */
    public static final Set<String> NOT_OF_WORK = Set.of(DeployTrailers.ID, DeliveryMark.KEY);

    private static final int LONGEST_SUBJECT = 200;

    static DeliveredCommit of(CommitInfo commit) {
        return new DeliveredCommit(
                commit.revision(),
                commit.author(),
                commit.committed(),
                ShownText.line(commit.message().subject(), LONGEST_SUBJECT));
    }

    /** Whether a commit is a person's work: no merge, and none with one of {@link #NOT_OF_WORK}. */
    static boolean isWork(CommitInfo commit) {
        return commit.parents().size() <= 1 && !commit.message().hasOneOf(NOT_OF_WORK);
    }
}
