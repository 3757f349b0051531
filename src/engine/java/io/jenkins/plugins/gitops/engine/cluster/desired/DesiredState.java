package io.jenkins.plugins.gitops.engine.cluster.desired;

import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import java.util.Collection;
import java.util.List;

/**
 * The objects that a cluster shall have, and the rules for getting there.
 *
 * @param repository the repository that the manifests come from, as the inventory stores its owner
 * @param manifests all of them, in any order
 * @param scope where objects may go
 * @param force whether fields that other managers own are taken over; otherwise they are a problem that names the managers
 * @param pruning what becomes of objects that the manifests no longer have
 * @param existing what may be done to objects that are there already
 * @param limits what is left as it is
 * @param run the delivery's attempt that Jobs and Pods run for which are hooks: one that ran for another is made anew
 */
public record DesiredState(
        InventoryId inventory,
        String repository,
        List<Manifest> manifests,
        DeployScope scope,
        boolean force,
        Pruning pruning,
        TakeoverPolicy existing,
        SyncLimits limits,
        String run) {

    /** For no delivery, of which nothing differs from another time. */
    private static final String NO_RUN = "none";

    public DesiredState {
        manifests = List.copyOf(manifests);
    }

    /** In the inventory's namespace alone, with nothing forced, pruned or taken over. */
    public static DesiredState of(InventoryId inventory, String repository, List<Manifest> manifests) {
        return new DesiredState(
                inventory,
                repository,
                manifests,
                DeployScope.of(inventory.namespace()),
                false,
                Pruning.OFF,
                TakeoverPolicy.NONE,
                SyncLimits.NONE,
                NO_RUN);
    }

    public DesiredState with(DeployScope other) {
        return new DesiredState(inventory, repository, manifests, other, force, pruning, existing, limits, run);
    }

    /** Into these namespaces too. */
    public DesiredState allowing(Collection<String> namespaces) {
        return with(scope.withAllowed(namespaces));
    }

    /** With objects outside namespaces. */
    public DesiredState allowingClusterScoped() {
        return with(scope.withClusterScoped(true));
    }

    public DesiredState withForce(boolean may) {
        return new DesiredState(inventory, repository, manifests, scope, may, pruning, existing, limits, run);
    }

    public DesiredState with(Pruning other) {
        return new DesiredState(inventory, repository, manifests, scope, force, other, existing, limits, run);
    }

    public DesiredState with(TakeoverPolicy allowed) {
        return new DesiredState(inventory, repository, manifests, scope, force, pruning, allowed, limits, run);
    }

    /** With these fields left to others. */
    public DesiredState ignoring(IgnoreRules rules) {
        return with(limits.ignoring(rules));
    }

    /** The manifests are those that the limits cover. */
    public DesiredState with(SyncLimits other) {
        return new DesiredState(inventory, repository, manifests, scope, force, pruning, existing, other, run);
    }

    /** For this attempt of a delivery. */
    public DesiredState runningFor(String attempt) {
        return new DesiredState(inventory, repository, manifests, scope, force, pruning, existing, limits, attempt);
    }
}
