package io.jenkins.plugins.gitops.engine.git.write;

import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A commit that is to be pushed to the branch.
 *
 * @param commit as it was made on the parent
 * @param parent where the branch is thought to be
 * @param own whether a message is that of this commit: so it is found again when it was made before with another parent or
 *     at another time
 * @param scope what has to be known to put it on another parent together with others; without it the commit goes alone
 */
public record PendingCommit(
        Revision commit, Revision parent, Predicate<CommitMessage> own, Optional<CommitFootprint> scope) {

    PendingCommit rebased(Revision otherParent, Revision again) {
        return new PendingCommit(again, otherParent, own, scope);
    }
}
