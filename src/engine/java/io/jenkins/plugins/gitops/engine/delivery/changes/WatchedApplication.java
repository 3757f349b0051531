package io.jenkins.plugins.gitops.engine.delivery.changes;

import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import java.util.Set;

/**
 * An application in an environment, and what it is made of.
 *
 * @param remote the repository and branch with its manifests
 * @param manifests where they are in it
 * @param namespace where its inventory is
 * @param built the files and folders that it is built from, from the root of the repository that its source is in; {@code ""}
 *     stands for all of it
 * @param notBuilt those of them that no image is built from: its manifests in this environment and in others
 */
public record WatchedApplication(
        DeliveryTarget target,
        GitRemote remote,
        ManifestSource manifests,
        String namespace,
        Set<String> built,
        Set<String> notBuilt) {

    public WatchedApplication {
        built = Set.copyOf(built);
        notBuilt = Set.copyOf(notBuilt);
    }

    public WatchedApplication(
            DeliveryTarget target, GitRemote remote, ManifestSource manifests, String namespace, Set<String> built) {
        this(target, remote, manifests, namespace, built, Set.of());
    }

    InventoryId inventory() {
        return new InventoryId(target.application(), target.environment(), namespace);
    }
}
