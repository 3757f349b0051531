package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import java.util.Optional;
import java.util.SortedSet;

/** A Helm chart, or a values file in its directory (see {@link HelmChart}): rendered by Helm. */
public final class ChartFormat implements ManifestFormat {

    ChartFormat() {}

    @Override
    public boolean isAt(FileTree tree, String path) {
        HelmChart.requireChart(tree, path);
        return HelmChart.at(tree, path).isPresent();
    }

    @Override
    public Optional<SortedSet<String>> namedApis(FileTree tree, String path) {
        HelmChart chart = HelmChart.at(tree, path).orElseThrow();
        return Optional.of(NamedApis.in(HelmInputs.of(tree, chart.directory())));
    }

    @Override
    public RenderedManifests render(FileTree tree, String path, HelmRelease release, SandboxedProgram programs) {
        HelmChart chart = HelmChart.at(tree, path).orElseThrow();
        return new HelmRenderer(new HelmProcess(programs), tree, chart).render(release);
    }
}
