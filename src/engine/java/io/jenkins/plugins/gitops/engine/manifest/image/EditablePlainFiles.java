package io.jenkins.plugins.gitops.engine.manifest.image;

import io.jenkins.plugins.gitops.engine.manifest.render.ManifestFormat;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.render.PlainFiles;
import io.jenkins.plugins.gitops.engine.manifest.render.PlainFormat;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import java.util.List;

/** Images of plain manifests are set where the containers name them. */
final class EditablePlainFiles implements EditableFormat {

    @Override
    public Class<? extends ManifestFormat> format() {
        return PlainFormat.class;
    }

    @Override
    public List<String> files(FileTree tree, ManifestSource source) {
        return PlainFiles.at(tree, source.path());
    }

    @Override
    public ImageFile open(FileTree tree, ManifestSource source, String file) {
        return new PlainImages(file, tree.read(file));
    }

    @Override
    public boolean hasName(String file) {
        return PlainFiles.isManifest(file);
    }

    @Override
    public byte[] withoutImages(String file, byte[] content) {
        return new PlainImages(file, content).withoutImages();
    }
}
