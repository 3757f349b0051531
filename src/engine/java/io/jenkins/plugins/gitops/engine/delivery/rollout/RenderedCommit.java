package io.jenkins.plugins.gitops.engine.delivery.rollout;

import io.jenkins.plugins.gitops.engine.manifest.image.ImageEdits;
import io.jenkins.plugins.gitops.engine.manifest.render.RenderedManifests;

/**
 * What an attempt wants the cluster to be, on one revision of the branch.
 *
 * @param edits the files that its commit changes
 * @param rendering the objects after those changes
 */
public record RenderedCommit(ImageEdits edits, RenderedManifests rendering) {}
