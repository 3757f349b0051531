package io.jenkins.plugins.gitops.engine.cluster.desired;

import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is wanted in a cluster, and under which rules.
 *
 * @param repository the repository that the manifests come from, as the inventory stores its owner
 * @param manifests all of them, in any order
 * @param defaultNamespace for objects that name none
 * @param allowedNamespaces where objects may be; the default namespace always belongs to them
 * @param pruneLimit how many objects may be pruned at a time
 * @param existing what may be done to objects that are there already
 */
public record PlanRequest(
        InventoryId inventory,
        String repository,
        List<Manifest> manifests,
        String defaultNamespace,
        Set<String> allowedNamespaces,
        Set<PlanOption> options,
        PruneLimit pruneLimit,
        ExistingObjects existing) {

    public PlanRequest {
        manifests = List.copyOf(manifests);
        Set<String> namespaces = new TreeSet<>(allowedNamespaces);
        namespaces.add(defaultNamespace);
        allowedNamespaces = Set.copyOf(namespaces);
        options = Set.copyOf(options);
    }

    /** Into the inventory's namespace alone, with no option. */
    public static PlanRequest of(InventoryId inventory, String repository, List<Manifest> manifests) {
        return new PlanRequest(
                inventory,
                repository,
                manifests,
                inventory.namespace(),
                Set.of(),
                Set.of(),
                PruneLimit.USUAL,
                ExistingObjects.AS_THEY_ARE);
    }

    public PlanRequest allowing(Collection<String> namespaces) {
        return new PlanRequest(
                inventory,
                repository,
                manifests,
                defaultNamespace,
                Set.copyOf(namespaces),
                options,
                pruneLimit,
                existing);
    }

    public PlanRequest with(PlanOption... more) {
        Set<PlanOption> all = new TreeSet<>(options);
        all.addAll(List.of(more));
        return new PlanRequest(
                inventory, repository, manifests, defaultNamespace, allowedNamespaces, all, pruneLimit, existing);
    }

    public PlanRequest with(ExistingObjects allowed) {
        return new PlanRequest(
                inventory, repository, manifests, defaultNamespace, allowedNamespaces, options, pruneLimit, allowed);
    }

    public boolean has(PlanOption option) {
        return options.contains(option);
    }
}
