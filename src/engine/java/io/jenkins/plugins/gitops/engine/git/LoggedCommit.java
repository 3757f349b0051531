package io.jenkins.plugins.gitops.engine.git;

import java.time.Instant;
import java.util.List;

/**
 * A commit as the history tells it, without its files.
 *
 * @param parents in the commit's order; the first is the branch that others were merged into
 * @param committed when it was made, in whole seconds, by the committer's clock
 */
public record LoggedCommit(
        Revision revision, List<Revision> parents, Person author, Instant committed, CommitMessage message) {

    public LoggedCommit {
        parents = List.copyOf(parents);
    }
}
