/**
 * Server-side apply of one object: compare it with its live state, try it, send it.
 *
 * <p>In come objects of the desired state; out go the fields that would change and, after an apply, the object as the
 * cluster has it. What is as wanted is not sent. Knows {@code desired}, {@code inventory} and {@code api}.
 */
package io.jenkins.plugins.gitops.engine.cluster.apply;
