package io.jenkins.plugins.gitops.deliveries;

import hudson.ExtensionPoint;
import hudson.model.Run;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;

/**
 * Is told of each delivery that ended. After a crash it may be told of one twice: count by deploy id.
 */
public interface DeliveryListener extends ExtensionPoint {

    /**
     * Called on a thread of the deliveries' pool, without permissions but the system's; must not throw, and should return
     * soon.
     *
     * @param build the build that asked
     * @param record as it ended
     */
    void ended(Run<?, ?> build, DeployRecord record);
}
