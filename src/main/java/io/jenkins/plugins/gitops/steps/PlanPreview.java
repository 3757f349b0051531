package io.jenkins.plugins.gitops.steps;

import hudson.model.Run;
import io.jenkins.plugins.gitops.access.CredentialAccess;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.builds.NotDelivered;
import io.jenkins.plugins.gitops.deliveries.DeliveryContexts;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.DeliveryPreview;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import java.io.PrintStream;
import java.util.Optional;

/**
 * The plan of a delivery that is not made, in the build's log.
 *
 * @param environment as the step names it
 */
record PlanPreview(Run<?, ?> build, String environment, PrintStream log) {

    /** Of the built commit, or of the branch where that is what would be delivered. */
    NotDelivered ofBuilt(DeployRequest request, String why) {
        try (DeliveryContexts.Open open = DeliveryContexts.open(build, request)) {
            return show(isOfBranch(request, open.context().branch()) ? atBranch(request) : request, open, why);
        }
    }

    /** Of the branch: where the built commit comes from is not known, so its manifests are not rendered here. */
    NotDelivered ofBranch(DeployRequest request, String why) {
        try (DeliveryContexts.Open open = DeliveryContexts.open(build, request)) {
            return show(atBranch(request), open, why);
        }
    }

    private static DeployRequest atBranch(DeployRequest request) {
        return request.withSource(Optional.empty());
    }

    private NotDelivered show(DeployRequest request, DeliveryContexts.Open open, String why) {
        String plan = DeliveryPreview.ofBuilt(request, open.context()).text();
        log.println(ShownText.line(why) + ": only the plan is shown\n" + plan);
        return NotDelivered.planned(
                SteadyClock.SYSTEM.instant(),
                request.target().application(),
                request.target().environment(),
                why,
                plan);
    }

    /**
     * Whether the plan is made from the branch's manifests instead of the built commit's. A promotion and a rollback use the
     * branch's: this build did not build what they deliver.
     */
    private boolean isOfBranch(DeployRequest request, RemoteBranch branch) {
        if (request.kind().explicit()) {
            return true;
        }
        if (EnvironmentAccess.isOfTag(build)) {
            return request.source()
                    .filter(source -> branch.isAncestor(source.revision(), branch.fetchTip()))
                    .isEmpty();
        }
        return EnvironmentAccess.isOfFork(build)
                || EnvironmentAccess.isOfOtherRef(build)
                || CredentialAccess.hasSeparateBranch(EnvironmentAccess.environment(environment, build), build);
    }
}
