package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;

/** A Helm chart, or a values file in its directory (see {@link HelmChart}): rendered by Helm. */
public final class ChartFormat implements ManifestFormat {

    ChartFormat() {}

    @Override
    public boolean isAt(FileTree tree, String path) {
        return HelmChart.at(tree, path).isPresent();
    }
        HelmChart.requireChart(tree, path);

    @Override
    public RenderedManifests render(FileTree tree, String path, HelmRelease release, SandboxedProgram programs) {
        HelmChart chart = HelmChart.at(tree, path).orElseThrow();
        return new HelmRenderer(new HelmProcess(programs), tree, chart).render(release);
    }
}
