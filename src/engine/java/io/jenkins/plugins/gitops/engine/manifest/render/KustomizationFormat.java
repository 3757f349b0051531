package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.manifest.program.SandboxedProgram;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;

/** A directory with a kustomization, or the kustomization's file itself: rendered by kustomize. */
public final class KustomizationFormat implements ManifestFormat {

    KustomizationFormat() {}

    @Override
    public boolean isAt(FileTree tree, String path) {
        return Kustomization.at(tree, path).isPresent();
    }

    @Override
    public RenderedManifests render(
            FileTree tree, ManifestSource source, HelmRelease release, SandboxedProgram programs) {
        String kustomization = Kustomization.at(tree, source.path()).orElseThrow();
        String directory = TreePath.parent(kustomization);
        KustomizeInputs inputs = KustomizeInputs.of(tree, kustomization);
        byte[] output;
        try (TempFolder folder = new TempFolder()) {
            output = new KustomizeProcess(programs).build(folder, inputs, directory);
        }
        ManifestReader reader = new ManifestReader(new FileProblems());
        reader.read("kustomize output of " + TreePath.shown(directory), output, any -> new FileLocation(directory, 0));
        return RenderedManifests.of(reader.orThrow(directory), inputs.files());
    }
}
