package io.jenkins.plugins.gitops.engine.delivery.removal;

import io.jenkins.plugins.gitops.engine.CountedNoun;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.cluster.api.DeletingObject;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.delete.RemovalPlan;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.util.List;
import java.util.Optional;

/**
 * How a removal ended.
 *
 * @param id the removal's id, as in its commit
 * @param commit the commit that says so; absent when there was nothing to remove
 * @param removed what is gone by it
 * @param standing what was deleted and had not gone in time
 * @param plan what was to be done
 * @param missing the inventory that was expected, when there is none: an earlier removal has ended, or it is elsewhere
 */
public record RemovalReport(
        DeliveryTarget target,
        Optional<DeployId> id,
        Optional<Revision> commit,
        List<ObjectRef> removed,
        List<DeletingObject> standing,
        RemovalPlan plan,
        Optional<InventoryId> missing) {

    public RemovalReport {
        removed = List.copyOf(removed);
        standing = List.copyOf(standing);
    }

    /** Whether all is gone that was to go, as far as we know of all. */
    public boolean done() {
        return standing.isEmpty() && plan.hidden().isEmpty();
    }

    /** For people. */
    public String text() {
        return ShownText.of(missing.map(this::nothingThere).orElseGet(this::summary));
    }

    private String nothingThere(InventoryId inventory) {
        return "nothing to remove: there is no inventory of " + target + " in namespace " + inventory.namespace()
                + " (ConfigMap " + inventory.name() + ")"
                + commit.map(revision -> "\ncommit " + revision + " says that it was removed before")
                        .orElse("")
                + "\n-> If something of it still runs, name the namespace and the cluster that it was delivered to";
    }

    private String summary() {
        StringBuilder text = new StringBuilder(heading()).append(target);
        text.append(" (").append(CountedNoun.of(removed.size(), "object")).append(" gone)");
        commit.ifPresent(revision -> text.append("\ncommit ").append(revision));
        plan.staying().forEach(each -> text.append("\n= ")
                .append(each.ref())
                .append(" stays: ")
                .append(each.why()));
        standing.forEach(each -> text.append("\nstill there: ").append(each));
        if (standing.stream().anyMatch(DeletingObject::waitsForOthers)) {
            text.append(
                    "\n-> See that the controller of these finalizers runs, or take them off where it is gone for good; then"
                            + " delete again: it goes on from here");
        } else if (!standing.isEmpty()) {
            text.append("\n-> See what still ends (kubectl get pods")
                    .append(namespaced(standing.get(0).ref()))
                    .append("), then delete again: it goes on from here");
        }
        plan.hidden().forEach(each -> text.append("\nperhaps still there: ").append(each));
        if (!plan.hidden().isEmpty()) {
            text.append(
                    "\n-> Grant the verb get on these to whoever the cluster's credential is of, then delete again");
        }
        return text.toString();
    }

    private static String namespaced(ObjectRef ref) {
        return ref.namespace().isEmpty() ? " --all-namespaces" : " -n " + ref.namespace();
    }

    private String heading() {
        if (!standing.isEmpty()) {
            return "not removed in time: ";
        }
        return plan.hidden().isEmpty() ? "removed: " : "removed but for what may not be read: ";
    }
}
