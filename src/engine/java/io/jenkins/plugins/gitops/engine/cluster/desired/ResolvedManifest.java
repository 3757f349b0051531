package io.jenkins.plugins.gitops.engine.cluster.desired;

import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;

/**
 * A manifest and its place in the cluster's API. What is to be sent is made of it when it is needed: of ten thousand
 * objects, not all at once.
 */
public record ResolvedManifest(Manifest manifest, ObjectRef ref, ApiResource resource) {

    static ResolvedManifest of(Manifest manifest, ApiResource resource, String namespace) {
        return new ResolvedManifest(
                manifest,
                new ObjectRef(resource.group(), resource.version(), resource.kind(), namespace, manifest.name()),
                resource);
    }

    /** The object to send. */
    public ApplyObject toApplyObject(String applySet) {
        return ApplyObject.of(this, applySet);
    }
}
