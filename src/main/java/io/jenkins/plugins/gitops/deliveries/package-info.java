/**
 * The unfinished deliveries of this controller: one at a time for an application and environment, the threads that advance
 * them, and the reconciler that resumes them after a restart.
 *
 * <p>A removal waits and runs here too, on a thread of its own.
 *
 * <p>In come a build and a request; out go records in the build's folder. Steps only watch the records. Knows {@code access},
 * {@code checkout}, {@code environments} and the engine.
 */
package io.jenkins.plugins.gitops.deliveries;
