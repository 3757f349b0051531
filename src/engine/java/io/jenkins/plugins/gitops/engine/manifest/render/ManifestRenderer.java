package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Renders a path of a tree: a directory with a kustomization through kustomize, a {@link HelmChart chart} through Helm,
 * everything else as plain manifests. It depends on the tree (and for a chart on the release) alone, so the same commit
 * always renders to the same bytes.
 */
public final class ManifestRenderer {

    private final KustomizeProcess kustomize;
    private final HelmProcess helm;

    /**
     * With the {@code kustomize} (or {@code kubectl}) and the {@code helm} on the path. That they are there is asked when
     * they are needed: who delivers plain manifests needs neither.
     */
    public ManifestRenderer() {
        this(new SandboxedProgram(SearchPath.ofThisProcess()));
    }

    ManifestRenderer(SandboxedProgram programs) {
        this.kustomize = new KustomizeProcess(programs);
        this.helm = new HelmProcess(programs);
    }

    /** Renders what is no chart: {@link #render(FileTree, String, Release)}. */
    public RenderedManifests render(FileTree tree, String path) {
        return render(tree, path, HelmRelease.UNNAMED);
    }

    /**
     * Renders.
     *
     * @param release what a chart is told about itself
     * @param path a directory or a file, from the tree's root
     * @throws io.jenkins.plugins.gitops.engine.GitopsException with everything that is wrong, each with file and line
     */
    public RenderedManifests render(FileTree tree, String path, HelmRelease release) {
        String at = TreePath.of(path);
        return kustomizationAt(tree, at)
                .map(kustomization -> kustomized(tree, kustomization))
                .or(() -> HelmChart.at(tree, at).map(chart -> new HelmRenderer(helm, tree, chart).render(release)))
                .orElseGet(() -> plain(tree, at));
    }

    /** The kustomization that a path stands for: its own, or the directory's. */
    public static Optional<String> kustomizationAt(FileTree tree, String path) {
        return Kustomization.isName(path) && tree.kind(path) == FileTree.Kind.FILE
                ? Optional.of(path)
                : Kustomization.pathIn(tree, path);
    }

    private static RenderedManifests plain(FileTree tree, String path) {
        FileProblems problems = new FileProblems();
        ManifestReader reader = new ManifestReader(problems);
        for (String file : PlainFiles.at(tree, path)) {
            problems.collect(() -> reader.read(file, tree.read(file)));
        }
        return rendering(reader.orThrow(path), new TreeSet<>(List.of(path)));
    }

    private RenderedManifests kustomized(FileTree tree, String kustomization) {
        String directory = TreePath.parent(kustomization);
        KustomizeInputs inputs = KustomizeInputs.of(tree, kustomization);
        byte[] output;
        try (TempFolder folder = new TempFolder()) {
            output = kustomize.build(folder.materialize(tree, inputs.files()), directory);
        }
        ManifestReader reader = new ManifestReader(new FileProblems());
        reader.read("kustomize output of " + TreePath.shown(directory), output, any -> new FileLocation(directory, 0));
        return rendering(reader.orThrow(directory), inputs.files());
    }

    static RenderedManifests rendering(List<Manifest> manifests, TreeSet<String> inputs) {
        return new RenderedManifests(manifests, CanonicalJson.digest(manifests), inputs);
    }
}
