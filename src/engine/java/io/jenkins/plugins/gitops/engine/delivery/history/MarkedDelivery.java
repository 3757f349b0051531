package io.jenkins.plugins.gitops.engine.delivery.history;

import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.time.Instant;

/**
 * A mark with the commit that makes it. The names are those of the JSON, and never change.
 *
 * @param delivery which one is marked
 * @param mark what is said of it
 * @param revision the commit
 * @param author who says so, with the address, as the commit claims
 * @param at when, by the committer's clock
 * @param reason why, in one line
 */
public record MarkedDelivery(
        DeployId delivery, DeliveryMark.Kind mark, Revision revision, String author, Instant at, String reason) {

    private static final int LONGEST_REASON = 500;

    static MarkedDelivery of(DeliveryMark mark, CommitInfo commit) {
        return new MarkedDelivery(
                mark.delivery(),
                mark.kind(),
                commit.revision(),
                commit.author().toString(),
                commit.committed(),
                ShownText.line(commit.message().body(), LONGEST_REASON));
    }
}
