package io.jenkins.plugins.gitops.engine.manifest;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Renders a path of a tree: a directory with a kustomization through kustomize, a {@link HelmChart chart} through Helm,
 * everything else as plain manifests. It depends on the tree (and for a chart on the release) alone, so the same commit
 * always renders to the same bytes.
 */
public final class Renderer {

    private final KustomizeCommand kustomize;
    private final RemoteBases remote;
    private final HelmCommand helm;

    public Renderer(KustomizeCommand kustomize) {
        this(kustomize, RemoteBases.REFUSED);
    }

    public Renderer(KustomizeCommand kustomize, RemoteBases remote) {
        this(kustomize, remote, HelmCommand.find());
    }

    public Renderer(KustomizeCommand kustomize, RemoteBases remote, HelmCommand helm) {
        this.kustomize = Objects.requireNonNull(kustomize);
        this.remote = Objects.requireNonNull(remote);
        this.helm = Objects.requireNonNull(helm);
    }

    /** Renders what is no chart: {@link #render(FileTree, String, Release)}. */
    public Rendering render(FileTree tree, String path) {
        return render(tree, path, Release.UNNAMED);
    }

    /**
     * Renders.
     *
     * @param release what a chart is told about itself
     * @param path a directory or a file, from the tree's root
     * @throws io.jenkins.plugins.gitops.engine.GitopsException with everything that is wrong, each with file and line
     */
    public Rendering render(FileTree tree, String path, Release release) {
        String at = TreePath.of(path);
        return kustomizationAt(tree, at)
                .map(kustomization -> kustomized(tree, kustomization))
                .or(() -> HelmChart.at(tree, at).map(chart -> new ChartRendering(helm, tree, chart).render(release)))
                .orElseGet(() -> plain(tree, at));
    }

    /** The kustomization that a path stands for: its own, or the directory's. */
    static Optional<String> kustomizationAt(FileTree tree, String path) {
        return Kustomization.isName(path) && tree.kind(path) == FileTree.Kind.FILE
                ? Optional.of(path)
                : Kustomization.pathIn(tree, path);
    }

    private static Rendering plain(FileTree tree, String path) {
        Problems problems = new Problems();
        ManifestReader reader = new ManifestReader(problems);
        for (String file : PlainFiles.at(tree, path)) {
            problems.collect(() -> reader.read(file, tree.read(file)));
        }
        return rendering(reader.orThrow(path), new TreeSet<>(List.of(path)), List.of());
    }

    private Rendering kustomized(FileTree tree, String kustomization) {
        String directory = TreePath.parent(kustomization);
        KustomizeInputs inputs = KustomizeInputs.of(tree, kustomization, remote);
        byte[] output;
        try (PrivateFolder folder = new PrivateFolder()) {
            output = kustomize.build(folder.materialize(tree, inputs.files()), directory);
        }
        ManifestReader reader = new ManifestReader(new Problems());
        reader.read("kustomize output of " + TreePath.shown(directory), output, any -> new Location(directory, 0));
        List<String> warnings = inputs.fetches()
                ? List.of(kustomization + " fetches from elsewhere: the commit alone does not say what is deployed")
                : List.of();
        return rendering(reader.orThrow(directory), inputs.files(), warnings);
    }

    static Rendering rendering(List<Manifest> manifests, TreeSet<String> inputs, List<String> warnings) {
        return new Rendering(manifests, CanonicalJson.digest(manifests), inputs, warnings);
    }
}
