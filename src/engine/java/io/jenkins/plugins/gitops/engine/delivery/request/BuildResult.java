package io.jenkins.plugins.gitops.engine.delivery.request;

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
 */
public record BuildResult(ImageReference image, Optional<DeliverySource> source, String builder, Duration duration) {}
