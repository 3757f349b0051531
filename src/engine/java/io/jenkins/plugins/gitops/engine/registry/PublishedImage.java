package io.jenkins.plugins.gitops.engine.registry;

import io.jenkins.plugins.gitops.engine.image.ImageDigest;
import java.util.Map;

/**
 * An image in a registry.
 *
 * @param labels of its configuration; none of an index of several images
 */
public record PublishedImage(ImageDigest digest, Map<String, String> labels) {

    public PublishedImage {
        labels = Map.copyOf(labels);
    }
}
