package io.jenkins.plugins.gitops.pages;

import io.jenkins.plugins.gitops.engine.delivery.history.KnownResults;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import java.util.Optional;

/**
 * What there is of a delivery beside what its commit says.
 *
 * @param record of this delivery; not of the one whose way back it is
 * @param build to be shown to who looks
 * @param endings by a record
 * @param commit with its address; empty without a commit
 */
record DeliveryDetails(
        Optional<DeliveryView> record,
        Optional<NamedBuild> build,
        Optional<KnownResults> endings,
        Optional<CommitView> commit) {

    /**
     * The record, unless it lost sight of the end and a later delivery saw it.
     *
     * @param told how it ended, as the branch tells it
     */
    Optional<DeliveryView> judge(Optional<String> told) {
        return record.filter(view -> told.isEmpty() || !Outcome.UNKNOWN.word().equals(view.getOutcome()));
    }

    Optional<KnownResults.Ended> ended(DeployId id) {
        return endings.flatMap(known -> known.of(id));
    }
}
