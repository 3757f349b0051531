package io.jenkins.plugins.gitops.approvals;

import hudson.ExtensionPoint;
import hudson.model.Job;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.notification.PendingApproval;

/**
 * Is called when a build of a job begins to wait for an approval, and when it waits no more: then the approval has an answer.
 * Called on a thread of the watch, with the system's permissions. It must not throw anything else, and should return soon. After a crash it may
 * be called twice for the same: the approval's id tells.
 */
public interface ApprovalListener extends ExtensionPoint {

    /**
     * Called once for each target that the question is about.
     *
     * @param target what would be delivered where
     * @param approval its id is of this target alone
     * @throws java.io.UncheckedIOException when it could not be kept; then it is called again at the next look
     */
    void changed(Job<?, ?> job, DeliveryTarget target, PendingApproval approval);
}
