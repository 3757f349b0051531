/**
 * The folders on disk in which commits of a remote are kept, so that less is fetched.
 *
 * <p>In come a folder and a remote; out go bare repositories that one writer uses at a time, within a bound on their
 * number and size. A damaged cache is replaced by an empty one. Nothing in them is the only copy. Knows {@code remote}
 * and {@code object}.
 */
package io.jenkins.plugins.gitops.engine.git.cache;
