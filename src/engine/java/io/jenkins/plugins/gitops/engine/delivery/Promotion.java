package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.DeployState;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a promotion brings: the newest delivery of another environment that is known to be healthy. Those that are known
 * to have ended otherwise are passed over: they were put back, or never ran. One of which nobody knows how it ended stops
 * the search, since it may be what runs there.
 *
 * @param delivery the one that is promoted
 */
public record Promotion(DeployTrailers delivery) {

    /**
     * Chooses from the deliveries of the application to the other environment.
     *
     * @param from where it is healthy
     * @param history its deliveries, newest first
     * @param cluster what that environment's cluster remembers; {@link DeployState#NONE} when it was not asked
     * @param records how a delivery ended, as records say it
     * @param wanted deploy id, or commit of at least seven digits; absent for the newest healthy one
     * @throws GitopsException when there is none, or it is not known to be healthy
     */
    public static Promotion choose(
            Target from,
            List<Deliveries.Delivered> history,
            DeployState cluster,
            Function<DeployId, Optional<String>> records,
            Optional<String> wanted) {
        for (Deliveries.Delivered delivered : history) {
            if (wanted.isPresent() && !delivered.isNamed(wanted.get())) {
                continue;
            }
            DeployId id = delivered.trailers().id();
            if (delivered.trailers().isRemoval()) {
                throw new GitopsException(
                        from + " was removed (" + id + "), so nothing runs there that could be promoted",
                        "Deliver it there again; or name an earlier delivery");
            }
            String result = result(cluster, id)
                    .or(delivered::result)
                    .or(() -> records.apply(id))
                    .orElse(Outcome.UNKNOWN.word());
            if (result.equals(Outcome.HEALTHY.word())) {
                return new Promotion(delivered.trailers());
            }
            if (result.equals(Outcome.UNKNOWN.word())) {
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

    private static GitopsException unknown(Target from, DeployId id) {
        return new GitopsException(
                "It is not known whether delivery " + id + " of " + from + " is healthy",
                "Wait until it has ended; if it has, name the environment's namespace, so that its cluster can be asked"
                        + " (--from-namespace)");
    }

    private static Optional<String> result(DeployState cluster, DeployId id) {
        if (cluster.deployId().filter(id.value()::equals).isPresent()) {
            return cluster.result();
        }
        return cluster.lastHealthyDeployId().filter(id.value()::equals).map(healthy -> Outcome.HEALTHY.word());
    }
}
