/**
 * The cluster: what is there becomes equal to what is wanted. {@link io.jenkins.plugins.gitops.engine.cluster.Cluster} is
 * the door; what it needs is in the packages below.
 *
 * <p>In come manifests and the identity of their inventory; out go a plan, objects applied in order, their health with the
 * reason of a failure, and drift. Asks the API server what it serves, and assumes no version. Knows its own packages and
 * {@code manifest}.
 */
@NullMarked
package io.jenkins.plugins.gitops.engine.cluster;

import org.jspecify.annotations.NullMarked;
