package io.jenkins.plugins.gitops.builds;

import hudson.Extension;
import hudson.model.Run;
import io.jenkins.plugins.gitops.deliveries.DeliveryListener;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;

/**
 * Sees to it that a build lists its deliveries, also one that ended without its step: when a controller is killed, it may
 * not have come to that, and the build perhaps cannot resume.
 */
@Extension
public final class EndedDeliveries implements DeliveryListener {

    @Override
    public void ended(Run<?, ?> build, DeployRecord record) {
        // Saving a deleted build would bring it back.
        if (build.getRootDir().isDirectory()) {
            BuildFacts.of(build).add(record.id());
        }
    }
}
