package io.jenkins.plugins.gitops.engine.application;

import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Which application of the file is meant where none is named. */
public final class ApplicationChoice {

    private final ApplicationFile file;

    public ApplicationChoice(ApplicationFile file) {
        this.file = file;
    }

    /**
     * The only one of the file; of several the one that is built from the folder, or that of the image, or the only one of the
     * environment. This order: in the folder of one that is left out of the environment, no other is meant.
     *
     * @param folder in which somebody asks, from the repository's root; {@code ""} where that says nothing
     * @param images that are delivered; asked for where the folder does not say it
     * @param environment that is delivered to; empty where it is not known, or says nothing
     * @return empty when it is not clear
     */
    public Optional<String> by(String folder, Supplier<List<ImageReference>> images, Optional<String> environment) {
        return only(file.names())
                .or(() -> byFolder(folder))
                .or(() -> byImage(images.get()))
                .or(() -> environment.map(file::applicationsIn).flatMap(ApplicationChoice::only));
    }

    /** That of the only image, also where the only application of the file is not meant by itself. */
    public Optional<String> byImage(List<ImageReference> images) {
        return only(images).map(ImageReference::lastPart).filter(file.names()::contains);
    }

    private Optional<String> byFolder(String folder) {
        return file.applications().stream()
                .filter(each -> !each.path().isEmpty() && TreePath.within(folder, each.path()))
                .max(Comparator.comparingInt(each -> each.path().length()))
                .map(DeclaredApplication::name);
    }

    private static <T> Optional<T> only(List<T> some) {
        return some.size() == 1 ? Optional.of(some.get(0)) : Optional.empty();
    }
}
