package io.jenkins.plugins.gitops.engine.delivery.request;

import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyOption;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredState;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import java.util.List;
import java.util.Set;

/**
 * Where an application's wanted state is written, and where in a cluster it belongs: what is known without a delivery.
 *
 * @param remote the repository and branch with the desired state
 * @param manifests path of the manifests in it
 * @param namespace where objects go that name none, and where the inventory is kept
 * @param allowedNamespaces where else objects may be
 * @param clusterScoped whether objects without a namespace may be
 */
public record DesiredStateLocation(
        DeliveryTarget target,
        GitRemote remote,
        String manifests,
        String namespace,
        Set<String> allowedNamespaces,
        boolean clusterScoped) {

    public DesiredStateLocation {
        allowedNamespaces = Set.copyOf(allowedNamespaces);
    }

    public InventoryId inventory() {
        return new InventoryId(target.application(), target.environment(), namespace);
    }

    public DesiredState wanting(List<Manifest> objects) {
        DesiredState request =
                DesiredState.of(inventory(), remote.key(), objects).allowing(allowedNamespaces);
        return clusterScoped ? request.with(ApplyOption.ALLOW_CLUSTER_SCOPED) : request;
    }
}
