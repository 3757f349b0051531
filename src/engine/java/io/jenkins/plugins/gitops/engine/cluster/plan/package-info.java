/**
 * The plan: what an apply and a prune would do, as a value, with no effect on the cluster.
 *
 * <p>In comes the desired state; out go the changes, and all problems at once. Knows {@code apply}, {@code delete},
 * {@code desired}, {@code inventory} and {@code api}.
 */
package io.jenkins.plugins.gitops.engine.cluster.plan;
