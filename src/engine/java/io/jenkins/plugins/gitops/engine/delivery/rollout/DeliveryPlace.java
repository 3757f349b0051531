package io.jenkins.plugins.gitops.engine.delivery.rollout;

import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryRefusedException;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.util.Optional;

/**
 * Where an environment is. Its deliveries go to one namespace, where its inventory is; a delivery to another one, by a typing
 * error or a forgotten option, would make a second copy of the application that nobody looks after.
 */
public final class DeliveryPlace {

    private final ClusterTarget cluster;
    private final RemoteBranch branch;

    public DeliveryPlace(ClusterTarget cluster, RemoteBranch branch) {
        this.cluster = cluster;
        this.branch = branch;
    }

    /**
     * Refuses a delivery to a namespace that has no inventory of the environment, where the newest delivery on the branch went
     * to another one. Where its commit does not say where to, as those of earlier versions, and after a removal, nothing is
     * refused.
     *
     * @param tip of the branch
     */
    public void check(DeployRequest request, Revision tip) {
        String asked = request.options().scope().namespace();
        if (request.options().safety().newPlace()) {
            return;
        }
        Optional<DeployTrailers> newest = DeliveryHistory.newest(branch, tip, request.target());
        Optional<String> before =
                newest.flatMap(DeployTrailers::namespace).filter(namespace -> !namespace.equals(asked));
        if (before.isPresent() && !cluster.isKnown()) {
            throw new DeliveryRefusedException(
                    Outcome.REFUSED,
                    request.target() + " is not in namespace " + asked + ": its newest delivery, "
                            + newest.get().id() + ", went to namespace " + before.get(),
                    "Deliver to namespace " + before.get() + " (" + ErrorRemedy.NAMESPACE.words(before.get())
                            + "); or, if a second one is to be in " + asked + ", say so ("
                            + ErrorRemedy.NEW_PLACE.words() + "): what is in " + before.get()
                            + " stays there until 'gitops delete' removes it");
        }
    }
}
