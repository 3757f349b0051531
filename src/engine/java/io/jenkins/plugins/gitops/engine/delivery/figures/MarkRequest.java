package io.jenkins.plugins.gitops.engine.delivery.figures;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryMark;
import io.jenkins.plugins.gitops.engine.delivery.request.CommitFormat;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.time.Duration;

/**
 * A person's wish to say something of a delivery.
 *
 * @param delivery its deploy id, or at least seven digits of its commit
 * @param kind what is said
 * @param reason why, for people: one line of at most {@value #LONGEST_REASON} characters; line breaks become blanks
 * @param remote where the delivery is
 * @param author who says so
 * @param style how the commit is written
 * @param timeout how long to try while the branch moves
 */
public record MarkRequest(
        String delivery,
        DeliveryMark.Kind kind,
        String reason,
        GitRemote remote,
        GitIdentity author,
        CommitFormat style,
        Duration timeout) {

    private static final int LONGEST_REASON = 500;

    /** @throws GitopsException when there is no reason, or too long a one */
    public MarkRequest {
        boolean tooLong = reason.length() > LONGEST_REASON;
        reason = ShownText.line(reason, LONGEST_REASON).strip();
        if (reason.isEmpty() || tooLong) {
            throw new GitopsException(
                    "The reason of the mark is " + (tooLong ? "too long" : "empty"),
                    "Write from 1 to " + LONGEST_REASON + " characters: others will read it beside the figures");
        }
    }
}
