package io.jenkins.plugins.gitops.engine.image.reuse;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
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
 * Finds in a registry the image of the same inputs. Who remembers its digest asks whether it is there still. Who does not, asks for a
 * tag that leads to it, and the label in its configuration has to confirm it: so a tag that was moved by mistake is not believed. Who
 * may push to the repository can push an image with any tag and label, so all of them have to be trusted then.
 */
public final class ReusableImages {

    private static final String SYMBOLIC_LINK = "120000 ";
    private static final String SUBMODULE = "160000 ";
    private static final int MOST_BASES = 50;

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
     * @param texts what the builder reads of the Dockerfile and beside it
     * @param paths which files count
     * @param files mode and id, in Git, of the files of the commit that is built, by path; those that do not count are left out here
     * @throws NotReusableException when the files in Git do not say what is built
     */
    public BuildInputs inputs(
            ImageBuild image,
            BuildTexts texts,
            InputPaths paths,
            Map<String, String> files,
            String builder,
            String platform) {
        for (String path : paths.named()) {
            if (files.getOrDefault(path, "").startsWith(SYMBOLIC_LINK)) {
                throw new NotReusableException(path + " is a symbolic link, which may lead to other files");
            }
        }
        SortedMap<String, String> counting = new TreeMap<>();
        files.forEach((path, id) -> {
            if (paths.test(path)) {
                counting.put(path, id);
            }
        });
        counting.forEach((path, id) -> {
            if (id.startsWith(SUBMODULE)) {
                throw new NotReusableException(
                        path + " is a submodule, and the commit does not say whether its files are there");
            }
        });
        return new BuildInputs(
                builder,
                platform,
                paths.dockerfile(),
                paths.context(),
                texts.hash(),
                counting,
                image.buildArgs(),
                bases(texts, image));
    }

    private SortedMap<String, String> bases(BuildTexts texts, ImageBuild image) {
        BaseImages named = BaseImages.of(texts.dockerfile(), image.buildArgs());
        if (named.images().size() + named.unknown().size() > MOST_BASES) {
            throw new NotReusableException("the Dockerfile names more than " + MOST_BASES + " images");
        }
        named.unknown()
                .forEach(text -> notes.accept("Which image '" + ShownText.line(ShownText.cut(text, TextLimits.SHOWN))
                        + "' in the Dockerfile is, is not known. When it moves, this image is not built again"));
        SortedMap<String, String> bases = new TreeMap<>();
        named.images().forEach(base -> bases.put(base.toString(), digest(base)));
        return bases;
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
     * An image of the same inputs that its builder remembers, where the registry has it still; empty when there is none.
     *
     * @param name under which builds push it
     * @param remembered its digest
     */
    public Optional<ImageReference> find(ImageReference name, ImageDigest remembered) {
        ImageReference pinned = name.withDigest(remembered);
        try {
            return registries
                    .find(pinned)
                    .filter(image -> image.digest().equals(remembered))
                    .map(image -> pinned);
        } catch (GitopsException e) {
            notes.accept(
                    "Whether the registry has " + pinned + " still is not known, so it is built: " + e.getMessage());
            return Optional.empty();
        }
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
            return confirmed.map(name::withDigest);
        } catch (GitopsException e) {
            notes.accept("Whether there is an image of these inputs is not known, so it is built: " + e.getMessage());
            return Optional.empty();
        }
    }
}
