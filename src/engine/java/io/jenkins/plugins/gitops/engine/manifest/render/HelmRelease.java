package io.jenkins.plugins.gitops.engine.manifest.render;

/**
 * The release that a chart is rendered for.
 *
 * @param name {@code .Release.Name}
 * @param namespace {@code .Release.Namespace}
 */
public record HelmRelease(String name, String namespace) {

    /** For manifests that are no chart, where it has no effect. */
    static final HelmRelease UNNAMED = new HelmRelease("release-name", "default");
}
