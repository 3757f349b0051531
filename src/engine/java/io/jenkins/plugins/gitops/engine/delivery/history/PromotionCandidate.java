package io.jenkins.plugins.gitops.engine.delivery.history;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a promotion brings: the newest delivery of another environment that is known to be healthy. Those that are known
 * to have ended otherwise are passed over: they were rolled back, or never ran. One of which nobody knows how it ended stops
 * the search, since it may be what runs there.
 *
 * @param delivery the one that is promoted
 * @param commit the commit that it made
 */
public record PromotionCandidate(DeployTrailers delivery, Revision commit) {

    /**
     * Chooses from the deliveries of the application to the other environment.
     *
     * @param from where it is healthy
     * @param history its deliveries, newest first
     * @param endings how a delivery ended, by whatever the caller believes; empty counts as unknown
     * @param wanted deploy id, or commit of at least seven digits; absent for the newest healthy one
     * @throws GitopsException when there is none, or it is not known to be healthy
     */
    public static PromotionCandidate choose(
            DeliveryTarget from,
            List<DeliveryHistory.Delivered> history,
            Function<DeliveryHistory.Delivered, Optional<DeliveryResult>> endings,
            Optional<String> wanted) {
        for (DeliveryHistory.Delivered delivered : history) {
            if (wanted.isPresent() && !delivered.isNamed(wanted.get())) {
                continue;
            }
            DeployId id = delivered.trailers().id();
            if (delivered.trailers().isRemoval()) {
                throw removed(from, id);
            }
            DeliveryResult result = endings.apply(delivered).orElse(DeliveryResult.UNKNOWN);
            if (result.isHealthy()) {
                return new PromotionCandidate(
                        delivered.trailers(), delivered.commit().revision());
            }
            if (result.equals(DeliveryResult.UNKNOWN)) {
                throw unknown(from, id);
            }
            if (wanted.isPresent()) {
                throw new GitopsException(
                        "Delivery " + id + " of " + from + " is not healthy: it ended as " + result,
                        "Name another one that 'gitops history' lists as healthy");
            }
        }
        throw new GitopsException(
                wanted.map(text -> "No delivery of " + from + " has the id or commit " + text)
                        .orElse("No delivery of " + from + " on this branch was healthy"),
                "Check the names, the repository and the branch; 'gitops history' lists what there is");
    }

    /**
     * What it brings: all that the other environment ran then.
     *
     * @param branch of the other environment
     * @param to where it goes
     */
    public EnvironmentImages images(RemoteBranch branch, EnvironmentImages.Destination to) {
        return EnvironmentImages.of(branch, delivery, commit, to);
    }

    private static GitopsException removed(DeliveryTarget from, DeployId id) {
        return new GitopsException(
                from + " was removed (" + id + "), so nothing runs there that could be promoted",
                "Deliver it there again; or name an earlier delivery");
    }

    private static GitopsException unknown(DeliveryTarget from, DeployId id) {
        return new GitopsException(
                "It is not known whether delivery " + id + " of " + from + " is healthy",
                "Wait until it has ended. If it has: deliver again what is to be promoted; from the command line, name the"
                        + " environment's namespace, so that its cluster can be asked (--from-namespace)");
    }

    /**
     * How a delivery ended as the environment's cluster remembers it; empty when it does not. A commit that only carries
     * the id of a delivery, a copied one or a forged one, is not that delivery.
     */
    public static Optional<DeliveryResult> remembered(InventoryState cluster, DeliveryHistory.Delivered delivered) {
        if (is(delivered, cluster.deployId(), cluster.revision())) {
            return cluster.result().map(DeliveryResult::new);
        }
        return is(delivered, cluster.lastHealthyDeployId(), cluster.lastHealthyRevision())
                ? Optional.of(DeliveryResult.HEALTHY)
                : Optional.empty();
    }

    private static boolean is(DeliveryHistory.Delivered delivered, Optional<String> id, Optional<String> revision) {
        return id.filter(delivered.trailers().id().value()::equals).isPresent()
                && revision.filter(delivered.commit().revision().id()::equals).isPresent();
    }

    /**
     * How it ended, by evidence that who may push to the branch cannot forge: that it is healthy, only the cluster says.
     * Trailers are believed in what they say against a delivery.
     */
    public static Optional<DeliveryResult> confirmed(InventoryState cluster, DeliveryHistory.Delivered delivered) {
        return remembered(cluster, delivered).or(() -> delivered.result().filter(result -> !result.isHealthy()));
    }
}
