package io.jenkins.plugins.gitops.engine.git.object;

import io.jenkins.plugins.gitops.engine.ShownText;
import java.time.Instant;
import java.util.List;

/**
 * A commit without its files.
 *
 * @param parents in the commit's order; the first is the branch that others were merged into
 * @param committed when it was made, in whole seconds, by the committer's clock
 */
public record CommitInfo(
        Revision revision, List<Revision> parents, GitIdentity author, Instant committed, CommitMessage message) {

    private static final int LONGEST_SUBJECT = 200;

    public CommitInfo {
        parents = List.copyOf(parents);
    }

    /** The commits as lines for people, newest first. */
    public static String lines(List<CommitInfo> commits) {
        StringBuilder text = new StringBuilder();
        for (CommitInfo commit : commits) {
            text.append("\n  ")
                    .append(commit.revision().abbreviated())
                    .append(' ')
                    .append(commit.author().name())
                    .append(": ")
                    .append(ShownText.line(commit.message().subject(), LONGEST_SUBJECT));
        }
        return text.toString();
    }
}
