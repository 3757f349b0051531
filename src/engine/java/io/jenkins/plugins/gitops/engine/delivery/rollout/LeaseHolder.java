package io.jenkins.plugins.gitops.engine.delivery.rollout;

import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryAttempt;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.object.Revision;

/**
 * Who holds, or wants to hold, an {@link InventoryLease}: an attempt of a delivery, or a removal.
 *
 * @param id as in the commit's trailers
 * @param commit its commit, which was on the branch when it was pushed
 */
public record LeaseHolder(DeployId id, Revision commit) {

    static LeaseHolder of(DeliveryAttempt attempt) {
        return new LeaseHolder(attempt.holder(), attempt.writing().commit().orElseThrow());
    }
}
