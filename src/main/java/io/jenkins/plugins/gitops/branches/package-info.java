/**
 * What the branches of environments tell of their deliveries, read in the background: a page never waits for a Git server.
 *
 * <p>In come a job, by who looks at it, and the ends of deliveries; out goes what was known of the job's branches at the
 * last look. Knows {@code deliveries}, {@code environments} and the engine.
 */
package io.jenkins.plugins.gitops.branches;
