/**
 * The deliveries in the history of environments' branches, read in the background: a page never waits for a Git server.
 *
 * <p>In come a job, when somebody opens its page, and the ends of deliveries; out goes what was last read of the job's
 * branches. Knows {@code deliveries}, {@code access}, {@code environments} and the engine.
 */
package io.jenkins.plugins.gitops.branches;
