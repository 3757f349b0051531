package io.jenkins.plugins.gitops.notifications;

import hudson.Extension;
import hudson.model.Job;
import io.jenkins.plugins.gitops.approvals.ApprovalListener;
import io.jenkins.plugins.gitops.checkout.BuiltHead;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.notification.NotificationEvent;
import io.jenkins.plugins.gitops.engine.notification.PendingApproval;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Puts what waits for a person, and what waits no more, into the outbox. That knows what was told before. */
@Extension
public final class ApprovalNotices implements ApprovalListener {

    @Override
    public void changed(Job<?, ?> job, DeliveryTarget target, PendingApproval approval) {
        if (!ReceiverOutbox.get().put(NotificationEvent.of(target, approval), BuiltHead.allowedAs(job))) {
            throw new UncheckedIOException(new IOException("The outbox of notifications cannot be written"));
        }
    }
}
