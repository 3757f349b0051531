package io.jenkins.plugins.gitops.engine.image.reuse;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageBuild;
import io.jenkins.plugins.gitops.engine.image.ImageDigest;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.registry.ImageRegistries;
import io.jenkins.plugins.gitops.engine.registry.PublishedImage;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Finds in a registry the image of the same inputs. A tag leads to it, and the label in its configuration has to confirm it: so a tag
 * that was moved by mistake is not believed. Who may push to the repository can push an image with any label, as they can push any
 * image under the tag of a build.
 */
public final class ReusableImages {

    private final ImageRegistries registries;
    private final Consumer<String> notes;

    /** @param notes gets what people should know, such as a base image of which nobody knows whether it moved */
    public ReusableImages(ImageRegistries registries, Consumer<String> notes) {
        this.registries = registries;
        this.notes = notes;
    }

    /**
     * All inputs of a build; asks registries for the digests of base images.
     *
     * @param image the build
     * @param text the Dockerfile
     * @param paths which files count
     * @param files mode and id, in Git, of the files of the commit that is built, by path; those that do not count are left out here
     */
    public BuildInputs inputs(
            ImageBuild image,
            String text,
            InputPaths paths,
            Map<String, String> files,
            String builder,
            String platform) {
        SortedMap<String, String> counting = new TreeMap<>();
        files.forEach((path, id) -> {
            if (paths.test(path)) {
                counting.put(path, id);
            }
        });
        SortedMap<String, String> bases = new TreeMap<>();
        BaseImages.of(text, image.buildArgs()).forEach(base -> bases.put(base.toString(), digest(base)));
        return new BuildInputs(
                builder, platform, paths.dockerfile(), paths.context(), counting, image.buildArgs(), bases);
    }

    private String digest(ImageReference base) {
        if (base.digest().isPresent()) {
            return base.digest().get().value();
        }
        try {
            Optional<PublishedImage> found = registries.find(base);
            if (found.isPresent()) {
                return found.get().digest().value();
            }
            notes.accept("The registry has no image " + base + ", from which this one is built");
        } catch (GitopsException e) {
            notes.accept("Whether the image " + base + ", from which this one is built, has changed is not known: "
                    + e.getMessage());
        }
        return "";
    }

    /**
     * The image of these inputs, pinned by its digest; empty when there is none. An image that cannot be looked for is built.
     *
     * @param name under which builds push it
     */
    public Optional<ImageReference> find(ImageReference name, BuildInputs inputs) {
        ImageReference beside = inputs.beside(name);
        try {
            Optional<PublishedImage> found = registries.find(beside);
            Optional<ImageDigest> confirmed = found.filter(
                            image -> inputs.hash().equals(image.labels().get(BuildInputs.LABEL)))
                    .map(PublishedImage::digest);
            if (found.isPresent() && confirmed.isEmpty()) {
                notes.accept(beside + " is not what its tag says: its label " + BuildInputs.LABEL + " is another one");
            }
            return confirmed.map(beside::withDigest);
        } catch (GitopsException e) {
            notes.accept("Whether there is an image of these inputs is not known, so it is built: " + e.getMessage());
            return Optional.empty();
        }
    }
}
