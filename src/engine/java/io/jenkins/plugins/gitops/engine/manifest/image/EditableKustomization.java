package io.jenkins.plugins.gitops.engine.manifest.image;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ImageElsewhere;
import io.jenkins.plugins.gitops.engine.manifest.render.Kustomization;
import io.jenkins.plugins.gitops.engine.manifest.render.KustomizationFormat;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestFormat;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.render.PlainFiles;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Images of containers are set in a kustomization's own file alone, never in a base. What is to reach another tool, which
 * kustomize knows nothing of, is set in the objects of this tool, where the kustomization lists their file itself.
 */
final class EditableKustomization implements EditableFormat {

    @Override
    public Class<? extends ManifestFormat> format() {
        return KustomizationFormat.class;
    }

    @Override
    public List<String> files(FileTree tree, ManifestSource source) {
        return Kustomization.at(tree, source.path()).stream()
                .flatMap(own -> Stream.concat(Stream.of(own), tools(tree, own)))
                .toList();
    }

    @Override
    public ImageFile open(FileTree tree, ManifestSource source, String file) {
        return Kustomization.isName(file)
                ? new KustomizationImages(tree, file)
                : PlainImages.withoutContainers(file, tree.read(file));
    }

    private static Stream<String> tools(FileTree tree, String own) {
        return InheritedImages.files(tree, Kustomization.read(tree, own)).stream()
                .filter(file -> holdsTools(tree, file));
    }

    /** What cannot be read is left to the rendering, which says why. */
    private static boolean holdsTools(FileTree tree, String file) {
        try {
            return PlainFiles.isManifest(file)
                    && PlainImages.withoutContainers(file, tree.read(file)).hasAny();
        } catch (GitopsException unreadable) {
            return false;
        }
    }

    /** In an object of another tool that a base has; or where such an object takes it from. */
    @Override
    public Optional<ImageElsewhere> elsewhere(FileTree tree, ManifestSource source, ImageReference image) {
        Kustomization own =
                Kustomization.read(tree, Kustomization.at(tree, source.path()).orElseThrow());
        Stream<ImageElsewhere> bases = InheritedImages.bases(tree, own).stream()
                .flatMap(base -> InheritedImages.files(tree, base).stream())
                .filter(file -> holdsTools(tree, file))
                .flatMap(file -> PlainImages.withoutContainers(file, tree.read(file)).location(image).stream())
                .map(location -> new ImageElsewhere(
                        "it is in " + location + ", which belongs to a base, and stays as it is",
                        "Write it into a patch of the same object, in a file that "
                                + own.file().path() + " lists"));
        Stream<ImageElsewhere> hints = tools(tree, own.file().path())
                .flatMap(file -> PlainImages.withoutContainers(file, tree.read(file)).elsewhere(image).stream());
        return Stream.concat(bases, hints).findFirst();
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
