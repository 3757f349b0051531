package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.manifest.program.SandboxedProgram;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import java.util.Set;

/** YAML and JSON files that hold the objects themselves (see {@link PlainFiles}); needs no program. */
public final class PlainFormat implements ManifestFormat {

    PlainFormat() {}

    /** Always: a path where there are no manifests is an error of rendering, which says what is missing. */
    @Override
    public boolean isAt(FileTree tree, String path) {
        return true;
    }

    @Override
    public RenderedManifests render(
            FileTree tree, ManifestSource source, HelmRelease release, SandboxedProgram programs) {
        String path = source.path();
        FileProblems problems = new FileProblems();
        ManifestReader reader = new ManifestReader(problems);
        for (String file : PlainFiles.at(tree, path)) {
            problems.collect(() -> reader.read(file, tree.read(file)));
        }
        return RenderedManifests.of(reader.orThrow(path), Set.of(path));
    }
}
