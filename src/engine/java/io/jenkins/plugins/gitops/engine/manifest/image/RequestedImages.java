package io.jenkins.plugins.gitops.engine.manifest.image;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageDigest;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ImageText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The images to be set, each pinned by digest, one for a repository.
 *
 * @param images the references
 * @param tags what becomes of their tags
 */
record RequestedImages(List<ImageReference> images, TagStyle tags) {

    /** @throws GitopsException when one has no digest, or two differ about a repository */
    RequestedImages {
        images = List.copyOf(images);
        for (ImageReference image : images) {
            if (image.digest().isEmpty()) {
                throw new GitopsException(
                        "The image " + image + " is not pinned by a digest",
                        "Give it as " + image.name() + "@sha256:..., as the push printed it");
            }
            for (ImageReference other : images) {
                if (other.sameRepository(image) && !other.sameImage(image)) {
                    throw new GitopsException(
                            "Two images of one repository: " + image + " and " + other, "Give one of them");
                }
            }
        }
    }

    static RequestedImages of(Collection<ImageReference> images, TagStyle tags) {
        List<ImageReference> distinct = new ArrayList<>();
        for (ImageReference image : images) {
            if (distinct.stream().noneMatch(image::sameImage)) {
                distinct.add(image);
            }
        }
        return new RequestedImages(distinct, tags);
    }

    /** The image that a repository is to run. */
    Optional<ImageReference> forRepository(ImageReference written) {
        return images.stream().filter(image -> image.sameRepository(written)).findFirst();
    }

    /** The image that a written one is to become; empty when it is none of these. */
    Optional<ImageReference> forText(String written) {
        return ImageText.repository(written).flatMap(this::forRepository);
    }

    /** The digest that a written image is to have; empty when it is none of these. */
    Optional<ImageDigest> digestFor(String written) {
        return forText(written).flatMap(ImageReference::digest);
    }

    /** The tag that stands beside the digest, if one does. */
    Optional<String> tagBeside(ImageReference image) {
        return tags == TagStyle.KEEP ? image.tag() : Optional.empty();
    }

    /** The tag that a comment behind the digest names, if one does. */
    Optional<String> tagInComment(ImageReference image) {
        return tags == TagStyle.COMMENT ? image.tag() : Optional.empty();
    }

    /** A repository pinned to one of these images, its name as written. */
    String pinned(ImageReference repository, ImageReference image) {
        return new ImageReference(repository.name(), tagBeside(image), image.digest()).toString();
    }

    /** The pinned form of a written reference, its name as written; the same text when it is pinned so already. */
    String pinned(String written) {
        Optional<ImageReference> image = forText(written);
        return image.flatMap(wanted -> ImageText.reference(written)
                        .filter(reference -> !reference.digest().equals(wanted.digest()))
                        .map(reference -> pinned(reference, wanted)))
                .orElse(written);
    }
}
