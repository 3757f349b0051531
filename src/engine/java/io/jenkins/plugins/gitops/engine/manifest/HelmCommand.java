package io.jenkins.plugins.gitops.engine.manifest;

import java.nio.file.Path;

/** Runs {@code helm template}: in a child process, because it is Go, and because what it reads is not trusted. */
public interface HelmCommand {

    /** The {@code helm} on the path; that it is there is asked when a chart is rendered. */
    static HelmCommand find() {
        return new HelmProcess(new GoPrograms(System.getenv().getOrDefault("PATH", "")));
    }

    /**
     * Renders a chart without tests, with its CRDs.
     *
     * @param root the folder that holds the chart and nothing else
     * @param directory the chart's directory, relative to the root
     * @param values the values files that are laid over the chart's own, relative to the root
     * @return what Helm wrote, objects in YAML
     * @throws io.jenkins.plugins.gitops.engine.GitopsException when there is no helm, when it failed (with its own last
     *     lines), took too long or wrote too much
     */
    byte[] template(Path root, String directory, Iterable<String> values, Release release);
}
