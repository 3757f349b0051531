package io.jenkins.plugins.gitops.pages.history;

import io.jenkins.plugins.gitops.engine.delivery.history.KnownResults;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.pages.delivery.CommitView;
import io.jenkins.plugins.gitops.pages.delivery.DeliveryView;
import java.util.Optional;

/**
 * What is known of a delivery besides its commit.
 *
 * @param record of this delivery; empty for a rollback commit that is listed by itself, which belongs to another delivery's record
 * @param build as far as the viewer may read it
 * @param endings the results that a record holds
 * @param commit with its link; empty without a commit
 * @param rollback the commit that put it back, with its link; empty without one
 */
record DeliveryDetails(
        Optional<DeliveryView> record,
        Optional<NamedBuild> build,
        Optional<KnownResults> endings,
        Optional<CommitView> commit,
        Optional<CommitView> rollback) {

    /**
     * The record. Empty when its outcome is unknown and the branch has the result, which a later delivery has found.
     *
     * @param onBranch the result in the branch's history
     */
    Optional<DeliveryView> recordOfOutcome(Optional<DeliveryResult> onBranch) {
        return record.filter(
                view -> onBranch.isEmpty() || !Outcome.UNKNOWN.word().equals(view.getOutcome()));
    }

    Optional<KnownResults.Ended> ended(DeployId id) {
        return endings.flatMap(known -> known.of(id));
    }
}
