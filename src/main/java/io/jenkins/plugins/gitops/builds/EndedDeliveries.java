package io.jenkins.plugins.gitops.builds;

import hudson.Extension;
import hudson.model.Run;
import io.jenkins.plugins.gitops.deliveries.DeliveryListener;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;

/**
 * Adds each ended delivery to its build. The step does that too, but a killed controller may not have done it, and the build
 * may not resume.
 */
@Extension
public final class EndedDeliveries implements DeliveryListener {

    @Override
    public void ended(Run<?, ?> build, DeployRecord record) {
        // Saving a deleted build would create its folder again.
        if (build.getRootDir().isDirectory()) {
            BuildFacts.of(build).add(record.id());
        }
    }
}
