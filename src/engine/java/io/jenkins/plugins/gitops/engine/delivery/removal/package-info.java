/**
 * The removal of an application from an environment: what {@code gitops delete} does.
 *
 * <p>In comes a person's request; out go an empty commit that says so, the deletion of all that the inventory lists, and a
 * report. Knows the same packages as the state machine, and nothing of that.
 */
package io.jenkins.plugins.gitops.engine.delivery.removal;
