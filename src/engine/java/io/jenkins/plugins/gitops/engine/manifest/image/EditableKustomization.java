package io.jenkins.plugins.gitops.engine.manifest.image;

import io.jenkins.plugins.gitops.engine.manifest.render.Kustomization;
import io.jenkins.plugins.gitops.engine.manifest.render.KustomizationFormat;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestFormat;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import java.util.List;

/** Images of a kustomization are set in its own file alone, never in a base. */
final class EditableKustomization implements EditableFormat {

    @Override
    public Class<? extends ManifestFormat> format() {
        return KustomizationFormat.class;
    }

    @Override
    public List<String> files(FileTree tree, ManifestSource source) {
        return Kustomization.at(tree, source.path()).stream().toList();
    }

    @Override
    public ImageFile open(FileTree tree, ManifestSource source, String file) {
        return new KustomizationImages(tree, file);
    }

    @Override
    public boolean hasName(String file) {
        return Kustomization.isName(file);
    }

    @Override
    public byte[] withoutImages(String file, byte[] content) {
        return KustomizationWithoutVersions.of(Kustomization.parse(file, content));
    }
}
