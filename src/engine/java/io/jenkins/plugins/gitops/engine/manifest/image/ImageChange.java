package io.jenkins.plugins.gitops.engine.manifest.image;

import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;

/**
 * An image that was changed in place.
 *
 * @param location the line of the changed file, as it is after the change
 * @param before the reference as it was, {@code shop:1.2}
 * @param after the reference as it is now, pinned by digest
 */
public record ImageChange(FileLocation location, String before, String after) {}
