/**
 * What Git says of deliveries: trailers, order, results, and what a rollback or a promotion means.
 *
 * <p>In comes a branch; out go deliveries, newest first, and the decisions that need them. A trailer alone confirms
 * nothing. Knows {@code record}, {@code request}, {@code engine.git} and the state in the inventory.
 */
package io.jenkins.plugins.gitops.engine.delivery.history;
