/**
 * Reading a branch: the files of a revision, the graph of its commits, what changed, and which commits have a trailer.
 *
 * <p>In comes a cache; out go values and trees that fetch what they lack. Knows {@code cache}, {@code remote} and
 * {@code object}.
 */
package io.jenkins.plugins.gitops.engine.git.read;
