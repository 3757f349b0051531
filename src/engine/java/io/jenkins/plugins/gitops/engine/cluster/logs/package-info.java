/**
 * What the containers of an application's workloads write.
 *
 * <p>In come an inventory and what is wanted of its logs; out go lines, as they come. Secrets are masked. Knows
 * {@code cluster.inventory} and what that knows.
 */
package io.jenkins.plugins.gitops.engine.cluster.logs;
