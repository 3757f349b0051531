package io.jenkins.plugins.gitops.engine.delivery.drift;

import io.jenkins.plugins.gitops.engine.cluster.api.ObjectKey;

/**
 * Which difference it is, whatever its values are.
 *
 * @param path the field; empty for the whole object
 */
public record DriftKey(ObjectKey object, String path) {}
