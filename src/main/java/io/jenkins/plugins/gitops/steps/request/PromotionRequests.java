package io.jenkins.plugins.gitops.steps.request;

import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.deliveries.DeliveryContexts;
import io.jenkins.plugins.gitops.deliveries.PromotionSource;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.history.EnvironmentImages;
import io.jenkins.plugins.gitops.engine.delivery.history.PromotionCandidate;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;

/**
 * Delivers the healthy images of another environment. They count as tested when that environment requires tests too; otherwise
 * this build must have run tests. The manifests of the built commit do not matter: the target environment has its own.
 */
record PromotionRequests(RequestSettings settings) {

    DeployRequest make() {
        requirePromotionAlone();
        String promoteFrom = settings.step().getPromoteFrom();
        String application = settings.application("promote from " + promoteFrom);
        RequestSettings.Place place = settings.place(application);
        DeliveredFacts facts = DeliveredFacts.of(settings.build(), true);
        facts.requireAllowed(settings.environment());
        EnvironmentEntry from = EnvironmentAccess.promotable(promoteFrom, settings.build());
        PromotionSource source = new PromotionSource(from, settings.build());
        PromotionCandidate candidate = source.healthy(application);
        DeployTrailers healthy = candidate.delivery();
        EnvironmentImages there = promoted(source, candidate, place);
        settings.log()
                .println("[gitops] Promoting what " + from.getName() + " runs since delivery " + healthy.id() + ": "
                        + RequestSettings.names(there.images()));
        settings.warn(there.left());
        DeployOptions options = place.options();
        return DeployRequest.promotion(
                        place.to(),
                        settings.requester(),
                        there.images(),
                        healthy.id(),
                        from.getName(),
                        options.with(options.safety()
                                .withRequireTests(options.safety().requireTests() && !from.isRequireTests())))
                .withSource(healthy.source())
                .withTests(facts.tests());
    }

    private EnvironmentImages promoted(
            PromotionSource source, PromotionCandidate candidate, RequestSettings.Place place) {
        try (RemoteBranch branch = DeliveryContexts.branch(settings.environment(), settings.build())) {
            return source.images(
                    candidate,
                    new EnvironmentImages.Destination(
                            branch,
                            branch.fetchTip(),
                            place.to().manifests(),
                            DeliveryContexts.renderer(settings.build())));
        }
    }

    private void requirePromotionAlone() {
        DeployParameters step = settings.step();
        if (step.getPromoteFrom().equals(step.getEnvironment())) {
            throw new GitopsException(
                    "gitopsDeploy is to promote from " + step.getPromoteFrom() + " to itself",
                    "Name another environment in promoteFrom, or leave it out");
        }
        if (!step.getImages().isEmpty()) {
            throw new GitopsException(
                    "gitopsDeploy names images, and with promoteFrom those that are healthy in " + step.getPromoteFrom()
                            + " as well",
                    "Leave out one of them");
        }
    }
}
