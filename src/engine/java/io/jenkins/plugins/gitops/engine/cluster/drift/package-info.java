/**
 * Drift: the live state beside the desired one, with no effect on the cluster.
 *
 * <p>In comes the desired state; out goes which field of which object differs, and who owns it. Knows {@code apply},
 * {@code desired}, {@code inventory} and {@code api}.
 */
package io.jenkins.plugins.gitops.engine.cluster.drift;
