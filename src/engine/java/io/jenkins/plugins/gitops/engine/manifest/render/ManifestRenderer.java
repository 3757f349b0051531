package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Renders a path of a tree in the {@link ManifestFormat} that it has. The result depends on the tree (and for a chart on
 * the release, with what it sees of a cluster) alone, so the same commit always renders to the same bytes.
 */
public final class ManifestRenderer {

    private final SandboxedProgram programs;

    /**
     * With the {@code kustomize} (or {@code kubectl}) and the {@code helm} on the PATH. They are searched for when they
     * are needed: whoever delivers plain manifests needs neither.
     */
    public ManifestRenderer() {
        this(new SandboxedProgram(SearchPath.ofThisProcess()));
    }

    ManifestRenderer(SandboxedProgram programs) {
        this.programs = programs;
    }

    /** What a chart may ask of a cluster: {@link ManifestFormat#namedApis}. */
    public Optional<SortedSet<String>> namedApis(FileTree tree, String path) {
        String normalized = TreePath.of(path);
        return ManifestFormat.at(tree, normalized).namedApis(tree, normalized);
    }

    /** Renders manifests that are no chart: {@link #render(FileTree, String, HelmRelease)}. */
    public RenderedManifests render(FileTree tree, String path) {
        return render(tree, path, HelmRelease.UNNAMED);
    }

    /**
     * Renders.
     *
     * @param path a directory or a file, from the tree's root
     * @param release name and namespace of a chart's release
     * @throws io.jenkins.plugins.gitops.engine.GitopsException with everything that is wrong, each with file and line
     */
    public RenderedManifests render(FileTree tree, String path, HelmRelease release) {
        String normalized = TreePath.of(path);
        return ManifestFormat.at(tree, normalized).render(tree, normalized, release, programs);
    }
}
