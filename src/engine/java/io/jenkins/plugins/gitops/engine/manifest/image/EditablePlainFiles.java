package io.jenkins.plugins.gitops.engine.manifest.image;

import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ImageElsewhere;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestFormat;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.render.PlainFiles;
import io.jenkins.plugins.gitops.engine.manifest.render.PlainFormat;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import java.util.List;
import java.util.Optional;

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
    public Optional<ImageElsewhere> elsewhere(FileTree tree, ManifestSource source, ImageReference image) {
        return files(tree, source).stream()
                .flatMap(file -> new PlainImages(file, tree.read(file)).elsewhere(image).stream())
                .findFirst();
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
