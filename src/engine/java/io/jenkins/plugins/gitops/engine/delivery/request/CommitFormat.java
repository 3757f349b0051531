package io.jenkins.plugins.gitops.engine.delivery.request;

import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import java.util.Objects;
import java.util.Optional;

/**
 * How deliveries to an environment write to Git. Part of the request, so that a delivery that is resumed by another
 * version of the configuration makes the same commit.
 *
 * @param committer whose commits these are, beside the person who asked
 * @param message what the commits say above their trailers; the usual subject when absent
 * @param notes whether results are written as notes at the commits, when deliveries have ended
 */
public record CommitFormat(GitIdentity committer, Optional<MessageTemplate> message, boolean notes) {

    /** The committer where nobody says otherwise. */
    public static final GitIdentity COMMITTER = new GitIdentity("jenkins-gitops", "jenkins-gitops@localhost");

    /** What is written where nobody says otherwise. */
    public static final CommitFormat USUAL = new CommitFormat(COMMITTER, Optional.empty(), false);

    public CommitFormat {
        committer = Objects.requireNonNullElse(committer, COMMITTER);
    }
}
