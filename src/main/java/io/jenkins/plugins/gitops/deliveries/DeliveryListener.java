package io.jenkins.plugins.gitops.deliveries;

import hudson.ExtensionPoint;
import hudson.model.Run;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;

/**
 * Is called for each delivery that begins and that has ended. After a restart it may be called twice for the same delivery: count
 * by deploy id.
 */
public interface DeliveryListener extends ExtensionPoint {

    /**
     * Called before anything of it is done, and again when it is taken up after a restart. It must not throw, and should return
     * at once: the delivery waits for it.
     *
     * @param build the build that requested the delivery
     * @param record the record at the beginning
     */
    default void started(Run<?, ?> build, DeployRecord record) {}

    /**
     * Called on a thread of the deliveries' pool, with the system's permissions. It must not throw, and should return
     * soon.
     *
     * @param build the build that requested the delivery
     * @param record the record at the end of the delivery
     */
    void ended(Run<?, ?> build, DeployRecord record);
}
