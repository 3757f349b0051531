package io.jenkins.plugins.gitops.engine.git.write;

import io.jenkins.plugins.gitops.engine.git.object.Revision;

/**
 * How a push ended, as the branch itself shows, and not only the server's response: a lost race and a refusing hook
 * give the same response, and a response that got lost says nothing about the branch.
 */
public sealed interface PushOutcome {

    /** It is on the branch: accepted now, or found there. The revision is the one on the branch. */
    record In(Revision revision) implements PushOutcome {}

    /** Another push was faster, or the branch was rewritten: make the commit again on this tip, and push that. */
    record Moved(Revision tip) implements PushOutcome {}

    /**
     * The server rejected the push although nobody else moved the branch. To push again does not help.
     *
     * @param reason the server's own words, with the hook's output; without secrets and control characters, at most
     *     4,000 characters
     */
    record Refused(String reason) implements PushOutcome {}

    /** The connection broke, and it is unknown whether the commit is in. Push again: the same commit is never in twice. */
    record Unclear(String reason) implements PushOutcome {}
}
