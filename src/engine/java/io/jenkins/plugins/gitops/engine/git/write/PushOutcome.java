package io.jenkins.plugins.gitops.engine.git.write;

import io.jenkins.plugins.gitops.engine.git.object.Revision;

/**
 * How a push ended, as the branch itself tells, and not only the answer to the push: a lost race and a refusing hook
 * look the same in the answer, and an answer that got lost says nothing about the branch.
 */
public sealed interface PushOutcome {

    /** It is on the branch: accepted now, or found there. The revision is the one on the branch. */
    record In(Revision revision) implements PushOutcome {}

    /** Another was faster (or the branch was rewritten): make the commit again on this tip, and push that. */
    record Moved(Revision tip) implements PushOutcome {}

    /**
     * The server said no although nobody else moved the branch. Final.
     *
     * @param reason the server's own words, with the hook's output; without secrets and control characters, at most
     *     4,000 characters
     */
    record Refused(String reason) implements PushOutcome {}

    /** The connection broke, and whether it is in cannot be told: push again, the same commit is never in twice. */
    record Unclear(String reason) implements PushOutcome {}
}
