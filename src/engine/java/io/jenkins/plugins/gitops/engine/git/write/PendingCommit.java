package io.jenkins.plugins.gitops.engine.git.write;

import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A commit that is to get onto the branch.
 *
 * @param commit as it was made on the parent
 * @param parent where the branch is thought to be
 * @param own tells a message of ours: so the commit is found again that was made before with another parent or at another
 *     time
 * @param scope what has to be known to put it on another parent together with others; without it the commit goes alone
 */
public record PendingCommit(
        Revision commit, Revision parent, Predicate<CommitMessage> own, Optional<CommitFootprint> scope) {

    PendingCommit on(Revision otherParent, Revision again) {
        return new PendingCommit(again, otherParent, own, scope);
    }
}
