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
public record DesiredState(
        InventoryId inventory,
        String repository,
        List<Manifest> manifests,
        String defaultNamespace,
        Set<String> allowedNamespaces,
        Set<ApplyOption> options,
        PruneLimit pruneLimit,
        TakeoverPolicy existing) {

    public DesiredState {
        manifests = List.copyOf(manifests);
        Set<String> namespaces = new TreeSet<>(allowedNamespaces);
        namespaces.add(defaultNamespace);
        allowedNamespaces = Set.copyOf(namespaces);
        options = Set.copyOf(options);
    }

    /** Into the inventory's namespace alone, with no option. */
    public static DesiredState of(InventoryId inventory, String repository, List<Manifest> manifests) {
        return new DesiredState(
                inventory,
                repository,
                manifests,
                inventory.namespace(),
                Set.of(),
                Set.of(),
                PruneLimit.DEFAULT,
                TakeoverPolicy.NONE);
    }

    public DesiredState allowing(Collection<String> namespaces) {
        return new DesiredState(
                inventory,
                repository,
                manifests,
                defaultNamespace,
                Set.copyOf(namespaces),
                options,
                pruneLimit,
                existing);
    }

    public DesiredState with(ApplyOption... more) {
        Set<ApplyOption> all = new TreeSet<>(options);
        all.addAll(List.of(more));
        return new DesiredState(
                inventory, repository, manifests, defaultNamespace, allowedNamespaces, all, pruneLimit, existing);
    }

    public DesiredState with(TakeoverPolicy allowed) {
        return new DesiredState(
                inventory, repository, manifests, defaultNamespace, allowedNamespaces, options, pruneLimit, allowed);
    }

    public boolean has(ApplyOption option) {
        return options.contains(option);
    }
}
