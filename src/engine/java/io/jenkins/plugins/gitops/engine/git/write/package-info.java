/**
 * Writing to a branch: a commit from edited files, pushed until it is in, and notes.
 *
 * <p>In come edited bytes and a message; out goes what became of the push. Writers of one process push together what
 * waits; a push that lost a race is made again on the new tip. Knows {@code read}, {@code cache}, {@code remote},
 * {@code queue} and {@code object}.
 */
package io.jenkins.plugins.gitops.engine.git.write;
