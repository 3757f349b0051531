package io.jenkins.plugins.gitops.engine.manifest.render;

import java.util.Optional;

/**
 * The release that a chart is rendered for.
 *
 * @param name {@code .Release.Name}
 * @param namespace {@code .Release.Namespace}
 * @param api {@code .Capabilities}; Helm's own where it is absent
 */
public record HelmRelease(String name, String namespace, Optional<KubernetesApi> api) {

    /** For no cluster. */
    public HelmRelease(String name, String namespace) {
        this(name, namespace, Optional.empty());
    }

    /** For this cluster, or none. */
    public HelmRelease in(Optional<KubernetesApi> cluster) {
        return new HelmRelease(name, namespace, cluster);
    }

    /** For manifests that are no chart, where it has no effect. */
    static final HelmRelease UNNAMED = new HelmRelease("release-name", "default");
}
