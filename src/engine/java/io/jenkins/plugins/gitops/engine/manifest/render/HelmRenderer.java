package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Renders a chart to objects, hooks among them. Objects that differ each time are refused: the commit must say everything
 * that is deployed.
 */
final class HelmRenderer {

    private final HelmProcess helm;
    private final FileTree tree;
    private final HelmChart chart;

    HelmRenderer(HelmProcess helm, FileTree tree, HelmChart chart) {
        this.helm = helm;
        this.tree = tree;
        this.chart = chart;
    }

    /** @throws GitopsException with everything that is wrong */
    RenderedManifests render(HelmRelease release) {
        HelmInputs inputs = HelmInputs.of(tree, chart);
        RenderedManifests first;
        RenderedManifests second;
        try (TempFolder folder = new TempFolder()) {
            Path root = folder.materialize(tree, inputs.files());
            first = read(helm.template(root, chart, inputs, release));
            second = read(helm.template(root, chart, inputs, release));
        }
        FileProblems problems = new FileProblems();
        for (int i = 0; i < first.manifests().size(); i++) {
            Manifest manifest = first.manifests().get(i);
            if (!second.manifests().contains(manifest)) {
                problems.add(
                        manifest.location(),
                        manifest.kind() + "/" + manifest.name() + " is rendered differently each time",
                        "Give the values that the chart makes up (randAlphaNum, genCA, now), as a Secret of your own");
            }
        }
        problems.throwIfAny(TreePath.shown(chart.directory()));
        return first.warning(inputs.lookup().stream().toList());
    }

    private RenderedManifests read(byte[] output) {
        String directory = chart.directory();
        ManifestReader reader = new ManifestReader(new FileProblems());
        reader.read("helm output of " + TreePath.shown(directory), output, any -> new FileLocation(directory, 0));
        List<String> inputs = new ArrayList<>(chart.layers());
        inputs.add(directory);
        return RenderedManifests.of(reader.orThrow(directory), inputs);
    }
}
