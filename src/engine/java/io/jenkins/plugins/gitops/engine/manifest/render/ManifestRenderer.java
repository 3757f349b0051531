package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.manifest.program.SandboxedProgram;
import io.jenkins.plugins.gitops.engine.manifest.program.SearchPath;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.registry.ChartRegistries;
import io.jenkins.plugins.gitops.engine.registry.PulledChart;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Renders a source of a tree in the {@link ManifestFormat} that it has. The result depends on the tree (and for a chart on
 * the release, with what it sees of a cluster, and on charts of registries, which {@link RenderedManifests#charts} names) alone, so
 * the same commit always renders to the same bytes.
 */
public final class ManifestRenderer {

    private final SandboxedProgram programs;
    private final ChartRegistries registries;

    /** One that fetches nothing: {@link #ManifestRenderer(ChartRegistries)}. */
    public ManifestRenderer() {
        this(ChartRegistries.NONE);
    }

    /**
     * With the {@code kustomize} (or {@code kubectl}) and the {@code helm} on the PATH. They are searched for when they
     * are needed: whoever delivers plain manifests needs neither.
     *
     * @param registries from which charts are fetched that a chart depends on
     */
    public ManifestRenderer(ChartRegistries registries) {
        this(new SandboxedProgram(SearchPath.ofThisProcess()), registries);
    }

    ManifestRenderer(SandboxedProgram programs) {
        this(programs, ChartRegistries.NONE);
    }

    ManifestRenderer(SandboxedProgram programs, ChartRegistries registries) {
        this.programs = programs;
        this.registries = registries;
    }

    /** What a chart may ask of a cluster: {@link ManifestFormat#namedApis}. */
    public Optional<SortedSet<String>> namedApis(FileTree tree, ManifestSource source) {
        ManifestSource normalized = source.normalized();
        ManifestFormat format = ManifestFormat.at(tree, normalized);
        return format.namedApis(with(tree, format.pull(tree, normalized, registries)), normalized);
    }

    /** Renders a path, for a release whose name does not matter: {@link #render(FileTree, ManifestSource, HelmRelease)}. */
    public RenderedManifests render(FileTree tree, String path) {
        return render(tree, ManifestSource.at(path), HelmRelease.UNNAMED);
    }

    /** As above, with values files. */
    public RenderedManifests render(FileTree tree, ManifestSource source) {
        return render(tree, source, HelmRelease.UNNAMED);
    }

    /**
     * Renders.
     *
     * @param source a directory or a file, from the tree's root, and a chart's values files
     * @param release name and namespace of a chart's release
     * @throws io.jenkins.plugins.gitops.engine.GitopsException with everything that is wrong, each with file and line
     */
    public RenderedManifests render(FileTree tree, ManifestSource source, HelmRelease release) {
        ManifestSource normalized = source.normalized();
        ManifestFormat format = ManifestFormat.at(tree, normalized);
        Map<String, PulledChart> pulled = format.pull(tree, normalized, registries);
        return format.render(with(tree, pulled), normalized, release, programs)
                .with(pulled.values().stream().map(PulledChart::pinned).toList());
    }

    private static FileTree with(FileTree tree, Map<String, PulledChart> pulled) {
        Map<String, byte[]> files = new TreeMap<>();
        pulled.forEach((path, chart) -> files.put(path, chart.content()));
        return tree.with(files);
    }
}
