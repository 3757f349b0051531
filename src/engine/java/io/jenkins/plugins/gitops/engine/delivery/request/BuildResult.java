package io.jenkins.plugins.gitops.engine.delivery.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.time.Duration;
import java.util.Optional;

/**
 * The result of an image build.
 *
 * @param image the image, pinned by digest
 * @param source the commit it was built from
 * @param builder the program that built it
 * @param duration how long the build and the push took
 * @param reused whether nothing was built, as the registry had an image of the same inputs; older versions do not say it
 * @param inputs the hash of all inputs, where the build was to be reused; empty otherwise, and of older versions
 */
public record BuildResult(
        ImageReference image,
        Optional<DeliverySource> source,
        String builder,
        Duration duration,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean reused,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> inputs) {

    /** Of an image that was built. */
    public BuildResult(ImageReference image, Optional<DeliverySource> source, String builder, Duration duration) {
        this(image, source, builder, duration, false, Optional.empty());
    }
}
