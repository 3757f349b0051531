package io.jenkins.plugins.gitops.engine.delivery.request;

import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import java.util.Objects;
import java.util.Optional;

/**
 * How deliveries to an environment write to Git. A part of the request, so that a resumed delivery makes the same commit
 * even if the configuration has changed.
 *
 * @param committer the committer; the author is the person who asked
 * @param message template of the text above the trailers; the usual subject when absent
 * @param notes whether results are written as Git notes at the commits, after deliveries have ended
 */
public record CommitFormat(GitIdentity committer, Optional<MessageTemplate> message, boolean notes) {

    /** The default committer. */
    public static final GitIdentity COMMITTER = new GitIdentity("jenkins-gitops", "jenkins-gitops@localhost");

    /** The default: that committer, the usual subject, no notes. */
    public static final CommitFormat USUAL = new CommitFormat(COMMITTER, Optional.empty(), false);

    public CommitFormat {
        committer = Objects.requireNonNullElse(committer, COMMITTER);
    }
}
