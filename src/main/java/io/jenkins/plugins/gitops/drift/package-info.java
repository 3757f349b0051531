/**
 * Drift of environments, looked at on a schedule and on request.
 *
 * <p>In come the ends of deliveries, which say what is to be watched and for which job, and the schedule of each environment; out
 * go what differs, for pages, and calls of {@link io.jenkins.plugins.gitops.drift.DriftListener}. What is drift, and what is put
 * back, the engine decides. Knows {@code deliveries}, {@code access}, {@code environments} and the engine.
 */
package io.jenkins.plugins.gitops.drift;
