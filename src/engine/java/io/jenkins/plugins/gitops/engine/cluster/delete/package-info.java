/**
 * Deletion: what is pruned or removed, in which order, and what would go with it.
 *
 * <p>In comes what an inventory lists; deleted is what label and UID confirm, with the UID as a precondition. Knows
 * {@code desired}, {@code inventory} and {@code api}.
 */
package io.jenkins.plugins.gitops.engine.cluster.delete;
