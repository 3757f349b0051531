package io.jenkins.plugins.gitops.engine.manifest;

import java.nio.file.Path;

/** Runs {@code kustomize build}: in a child process, because it is Go, and because what it reads is not trusted. */
public interface KustomizeCommand {

    /**
     * The {@code kustomize} on the path, or else {@code kubectl kustomize}. That one of them is there is asked when it
     * is needed: who delivers plain manifests needs neither.
     */
    static KustomizeCommand find() {
        return new KustomizeProcess(System.getenv().getOrDefault("PATH", ""));
    }

    /**
     * Builds a directory.
     *
     * @param root the folder that holds everything the build reads
     * @param directory the directory with the kustomization, relative to the root
     * @return what kustomize wrote, objects in YAML
     * @throws io.jenkins.plugins.gitops.engine.GitopsException when there is no kustomize, when it failed (with its own
     *     last lines), took too long or wrote too much
     */
    byte[] build(Path root, String directory);
}
