package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.manifest.program.SandboxedProgram;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.registry.ChartRegistries;
import io.jenkins.plugins.gitops.engine.registry.PulledChart;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/** A Helm chart, with values files or without, or a values file in its directory (see {@link HelmChart}): rendered by Helm. */
public final class ChartFormat implements ManifestFormat {

    ChartFormat() {}

    @Override
    public boolean isAt(FileTree tree, String path) {
        HelmChart.requireChart(tree, path);
        return HelmChart.at(tree, path).isPresent();
    }

    @Override
    public boolean takesValues() {
        return true;
    }

    @Override
    public Map<String, PulledChart> pull(FileTree tree, ManifestSource source, ChartRegistries registries) {
        return ChartDependencies.pull(tree, HelmChart.of(tree, source), registries);
    }

    @Override
    public Optional<SortedSet<String>> namedApis(FileTree tree, ManifestSource source) {
        return Optional.of(NamedApis.in(HelmInputs.of(tree, HelmChart.of(tree, source))));
    }

    @Override
    public RenderedManifests render(
            FileTree tree, ManifestSource source, HelmRelease release, SandboxedProgram programs) {
        return new HelmRenderer(new HelmProcess(programs), tree, HelmChart.of(tree, source)).render(release);
    }
}
