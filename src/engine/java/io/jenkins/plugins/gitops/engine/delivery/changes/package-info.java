/**
 * Which applications are touched: what changed since the newest delivery that is healthy, of the files that an application is
 * built from and of all that its rendering reads. Comes in: what the application is made of, what its cluster remembers, and
 * two commits. Goes out: reasons for people, and the commits. Changes nothing.
 *
 * <p>Knows {@code delivery.rollout}, {@code delivery.history}, and the engine's {@code git} and {@code manifest}.
 */
package io.jenkins.plugins.gitops.engine.delivery.changes;
