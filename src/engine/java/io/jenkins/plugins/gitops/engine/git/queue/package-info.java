/**
 * Requests of several threads that are served together.
 *
 * <p>In come a request of each thread, and what serves a list of them; out goes each thread's own answer. Knows nothing
 * of Git.
 */
@NullMarked
package io.jenkins.plugins.gitops.engine.git.queue;

import org.jspecify.annotations.NullMarked;
