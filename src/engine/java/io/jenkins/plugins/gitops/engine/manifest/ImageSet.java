package io.jenkins.plugins.gitops.engine.manifest;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.Digest;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The images to be set, each pinned by digest, one for a repository.
 *
 * @param images the references
 */
record ImageSet(List<ImageReference> images) {

    /** @throws GitopsException when one has no digest, or two differ about a repository */
    ImageSet {
        images = List.copyOf(images);
        for (ImageReference image : images) {
            if (image.digest().isEmpty()) {
                throw new GitopsException(
                        "The image " + image + " is not pinned by a digest",
                        "Give it as " + image.name() + "@sha256:..., as the push printed it");
            }
            for (ImageReference other : images) {
                if (other.sameRepository(image) && !other.digest().equals(image.digest())) {
                    throw new GitopsException(
                            "Two images of one repository: " + image + " and " + other, "Give one of them");
                }
            }
        }
    }

    static ImageSet of(Collection<ImageReference> images) {
        List<ImageReference> distinct = new ArrayList<>();
        for (ImageReference image : images) {
            if (distinct.stream()
                    .noneMatch(known ->
                            known.sameRepository(image) && known.digest().equals(image.digest()))) {
                distinct.add(image);
            }
        }
        return new ImageSet(distinct);
    }

    Optional<ImageReference> forRepository(ImageReference written) {
        return images.stream().filter(image -> image.sameRepository(written)).findFirst();
    }

    /** The digest that a written image is to have; empty when it is none of these. */
    Optional<Digest> digestFor(String written) {
        return WrittenImage.repository(written).flatMap(this::forRepository).flatMap(ImageReference::digest);
    }

    /** The pinned form of a written reference, its name as written; the same text when it is pinned so already. */
    String pinned(String written) {
        return digestFor(written)
                .flatMap(digest -> WrittenImage.reference(written)
                        .filter(reference -> !reference.digest().equals(Optional.of(digest)))
                        .map(reference ->
                                reference.withDigest(digest).withoutTag().toString()))
                .orElse(written);
    }
}
