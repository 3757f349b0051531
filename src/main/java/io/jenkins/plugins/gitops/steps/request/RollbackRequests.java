package io.jenkins.plugins.gitops.steps.request;

import io.jenkins.plugins.gitops.deliveries.DeliveryContexts;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.history.RollbackTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;

/**
 * Restores an earlier delivery. This build's tests and manifests do not matter: they may be the reason for the rollback.
 */
record RollbackRequests(RequestSettings settings) {

    DeployRequest make() {
        requireRollbackAlone();
        RequestSettings.Place place = settings.place(
                settings.application("roll back in " + settings.environment().getName()));
        DeployRequest.Destination to = place.to();
        DeployOptions options = place.options();
        RollbackTarget earlier = earlier(to, options);
        settings.log()
                .println("[gitops] Rolling back delivery " + earlier.current() + " to "
                        + RequestSettings.names(earlier.images())
                        + earlier.restores()
                                .map(then -> " and the files of " + to.manifests() + " at "
                                        + then.commit().abbreviated())
                                .orElse(""));
        settings.warn(earlier.warnings());
        return DeployRequest.rollback(to, settings.requester(), earlier.images(), earlier.current(), options)
                .restoring(earlier.restores())
                .withSource(earlier.source());
    }

    private RollbackTarget earlier(DeployRequest.Destination to, DeployOptions options) {
        try (RemoteBranch branch = DeliveryContexts.branch(settings.environment(), settings.build())) {
            return RollbackTarget.choose(
                    to.target(),
                    branch,
                    to.manifests(),
                    settings.step().getRollbackTo(),
                    options,
                    DeliveryContexts.renderer(settings.build()));
        }
    }

    private void requireRollbackAlone() {
        DeployParameters step = settings.step();
        if (step.getPromoteFrom() != null || !step.getImages().isEmpty()) {
            throw new GitopsException(
                    "gitopsDeploy is to roll back, to images that an earlier delivery had, and names "
                            + (step.getPromoteFrom() != null ? "promoteFrom" : "images") + " as well",
                    "Leave out one of them");
        }
    }
}
