package io.jenkins.plugins.gitops.engine.manifest.render;

/**
 * What a chart knows as its release.
 *
 * @param name {@code .Release.Name}
 * @param namespace {@code .Release.Namespace}
 */
public record HelmRelease(String name, String namespace) {

    /** Where nobody names one, and it does not matter because no chart is rendered. */
    static final HelmRelease UNNAMED = new HelmRelease("release-name", "default");
}
