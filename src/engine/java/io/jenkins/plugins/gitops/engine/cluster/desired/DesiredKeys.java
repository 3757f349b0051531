package io.jenkins.plugins.gitops.engine.cluster.desired;

import io.jenkins.plugins.gitops.engine.cluster.api.ObjectKey;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.inventory.RolloutHook;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import java.util.HashSet;
import java.util.Set;

/**
 * Which objects a request's manifests mean. Asks no server, so an object of a kind that is not served still counts as
 * desired; it does not matter in which file, or through which version of its API, an object is written.
 */
public final class DesiredKeys {

    private final Set<ObjectKey> namespaced = new HashSet<>();
    private final Set<ObjectKey> clusterScoped = new HashSet<>();

    public DesiredKeys(DesiredState request) {
        for (Manifest manifest : request.manifests()) {
            String group = ObjectRef.group(manifest.apiVersion());
            String namespace = manifest.namespace().orElse(request.scope().namespace());
            boolean possible = !(manifest.name() + manifest.kind() + namespace).contains("/")
                    && !manifest.name().isEmpty()
                    && !RolloutHook.leavesOut(manifest.metadata());
            if (possible) {
                namespaced.add(new ObjectKey(group, manifest.kind(), namespace, manifest.name()));
                clusterScoped.add(new ObjectKey(group, manifest.kind(), "", manifest.name()));
            }
        }
    }

    public boolean has(ObjectRef ref) {
        return (ref.namespace().isEmpty() ? clusterScoped : namespaced).contains(ref.key());
    }
}
