package io.jenkins.plugins.gitops.engine.delivery.request;

import io.jenkins.plugins.gitops.engine.cluster.desired.DeployScope;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredState;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import java.util.List;

/**
 * Where the desired state of an application is, in Git and in a cluster: what is known without a delivery.
 *
 * @param remote the repository and branch with the desired state
 * @param manifests where the manifests are in it
 * @param scope where in the cluster objects may be
 */
public record DesiredStateLocation(
        DeliveryTarget target, GitRemote remote, ManifestSource manifests, DeployScope scope) {

    public String namespace() {
        return scope.namespace();
    }

    public InventoryId inventory() {
        return new InventoryId(target.application(), target.environment(), namespace());
    }

    public DesiredState wanting(List<Manifest> objects) {
        return DesiredState.of(inventory(), remote.key(), objects).with(scope);
    }
}
