package io.jenkins.plugins.gitops.engine.delivery.request;

import io.jenkins.plugins.gitops.engine.git.object.Revision;

/**
 * The delivery that a rollback goes back to with the files of the environment's own manifests, and not with images alone.
 *
 * @param id in its commit's trailers
 * @param commit that has the files
 */
public record RestoredDelivery(DeployId id, Revision commit) {}
