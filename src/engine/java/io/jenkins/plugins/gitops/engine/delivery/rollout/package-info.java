/**
 * One request in one cluster and one branch: the lease on the inventory, the gates, and the rendered commits.
 *
 * <p>What the phases of the state machine share. Knows {@code history}, {@code record}, {@code request}, and the engine's
 * {@code cluster}, {@code git} and {@code manifest}.
 */
package io.jenkins.plugins.gitops.engine.delivery.rollout;
