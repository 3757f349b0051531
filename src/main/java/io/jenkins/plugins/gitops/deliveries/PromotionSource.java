package io.jenkins.plugins.gitops.deliveries;

import hudson.model.Run;
import io.jenkins.plugins.gitops.access.CredentialAccess;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.EnvironmentImages;
import io.jenkins.plugins.gitops.engine.delivery.history.PromotionCandidate;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import java.util.List;
import java.util.Optional;

/**
 * The environment that a promotion comes from. Its cluster says which commit is healthy there, and that commit says what was
 * delivered. The branch alone is not trusted: whoever may push to it can write any trailer.
 */
public final class PromotionSource {

    private final EnvironmentEntry environment;
    private final Run<?, ?> build;

    public PromotionSource(EnvironmentEntry environment, Run<?, ?> build) {
        this.environment = environment;
        this.build = build;
    }

    /**
     * Asks the Git server and the cluster, with the environment's own credentials.
     *
     * @throws GitopsException when nothing there is known to be healthy, or one of them cannot be asked
     */
    public PromotionCandidate healthy(String application) {
        DeliveryTarget target = new DeliveryTarget(application, environment.getName());
        InventoryState state = state(target);
        return PromotionCandidate.choose(
                target, history(target), delivered -> PromotionCandidate.confirmed(state, delivered), Optional.empty());
    }

    /** What it brings into other manifests: all that this environment ran then. */
    public EnvironmentImages images(PromotionCandidate candidate, EnvironmentImages.Destination to) {
        try (RemoteBranch branch = DeliveryContexts.branch(environment, build)) {
            return candidate.images(branch, to);
        }
    }

    private InventoryState state(DeliveryTarget target) {
        try (Cluster cluster = DeliveryContexts.connect(CredentialAccess.cluster(environment, build))) {
            return cluster.evidence(new InventoryId(
                    target.application(),
                    target.environment(),
                    environment.scope().namespace()));
        }
    }

    private List<DeliveryHistory.Delivered> history(DeliveryTarget target) {
        try (RemoteBranch branch = DeliveryContexts.branch(environment, build)) {
            return DeliveryHistory.list(
                    branch,
                    branch.fetchTipOfHistory(),
                    trailers -> trailers.target().equals(target),
                    Integer.MAX_VALUE);
        }
    }
}
