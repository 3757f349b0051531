package io.jenkins.plugins.gitops.deliveries;

import hudson.ExtensionPoint;
import hudson.model.Run;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;

/**
 * Is called for each delivery that has ended. After a crash it may be called twice for the same delivery: count by deploy
 * id.
 */
public interface DeliveryListener extends ExtensionPoint {

    /**
     * Called on a thread of the deliveries' pool, with the system's permissions. It must not throw, and should return
     * soon.
     *
     * @param build the build that requested the delivery
     * @param record the record at the end of the delivery
     */
    void ended(Run<?, ?> build, DeployRecord record);
}
