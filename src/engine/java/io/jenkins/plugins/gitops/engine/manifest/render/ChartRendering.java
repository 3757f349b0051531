package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.Location;
import io.jenkins.plugins.gitops.engine.manifest.yaml.Problems;
import java.util.List;
import java.util.TreeSet;

/**
 * A chart as objects. What Helm itself would have to do, or what differs each time, is refused: a commit is to say all
 * that is deployed.
 */
final class ChartRendering {

    private static final String HOOK = "helm.sh/hook";
    private static final int MOST_FILES = 10_000;

    private final HelmProcess helm;
    private final FileTree tree;
    private final HelmChart chart;

    ChartRendering(HelmProcess helm, FileTree tree, HelmChart chart) {
        this.helm = helm;
        this.tree = tree;
        this.chart = chart;
    }

    /** @throws GitopsException with everything that is wrong */
    Rendering render(Release release) {
        List<String> files = files();
        Rendering rendering;
        Rendering again;
        try (PrivateFolder folder = new PrivateFolder()) {
            var root = folder.materialize(tree, files);
            rendering = read(helm.template(root, chart.directory(), chart.layers(), release));
            again = read(helm.template(root, chart.directory(), chart.layers(), release));
        }
        Problems problems = new Problems();
        for (int i = 0; i < rendering.manifests().size(); i++) {
            Manifest manifest = rendering.manifests().get(i);
            check(manifest, problems);
            if (!again.manifests().contains(manifest)) {
                problems.add(
                        manifest.location(),
                        manifest.kind() + "/" + manifest.name() + " is rendered differently each time",
                        "Give the values that the chart makes up (randAlphaNum, genCA, now), as a Secret of your own");
            }
        }
        problems.throwIfAny(TreePath.shown(chart.directory()));
        return rendering;
    }

    private List<String> files() {
        List<String> files = tree.list(chart.directory());
        Problems problems = new Problems();
        for (String file : files) {
            if (tree.kind(file) != FileTree.Kind.FILE) {
                problems.add(PlainFiles.symlink(file));
            }
        }
        problems.throwIfAny(TreePath.shown(chart.directory()));
        if (files.size() > MOST_FILES) {
            throw new GitopsException(
                    "The chart " + TreePath.shown(chart.directory()) + " has more than " + MOST_FILES + " files",
                    "Leave out what is no part of the chart");
        }
        return files;
    }

    private Rendering read(byte[] output) {
        String directory = chart.directory();
        ManifestReader reader = new ManifestReader(new Problems());
        reader.read("helm output of " + TreePath.shown(directory), output, any -> new Location(directory, 0));
        return Renderer.rendering(reader.orThrow(directory), new TreeSet<>(List.of(directory)));
    }

    private static void check(Manifest manifest, Problems problems) {
        String hook = manifest.content()
                .path("metadata")
                .path("annotations")
                .path(HOOK)
                .asText();
        if (!hook.isEmpty()) {
            problems.add(
                    manifest.location(),
                    manifest.kind() + "/" + manifest.name() + " is a Helm hook (" + hook
                            + "), which only Helm would run at its time",
                    "Switch it off in the values, or make it an object without the annotation " + HOOK);
        }
    }
}
