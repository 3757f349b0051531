package io.jenkins.plugins.gitops.branches;

import hudson.Extension;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.gitops.deliveries.DeliveryListener;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;

/** Stores where a job delivered to, and has the branch read: the next page shows the result of this delivery. */
@Extension
public final class DeliveryEnds implements DeliveryListener {

    @Override
    public void ended(Run<?, ?> build, DeployRecord record) {
        Job<?, ?> job = build.getParent();
        String environment = record.request().target().environment();
        LastRemotes.remember(job, environment, record.request().remote());
        DeliveryBranches.get().refresh(job, environment);
    }
}
