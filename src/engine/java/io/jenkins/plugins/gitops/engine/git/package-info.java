/**
 * Git: one branch of one remote, without a work tree. {@link io.jenkins.plugins.gitops.engine.git.RemoteBranch} is the
 * door; what it needs is in the packages below.
 *
 * <p>In come a remote, a branch, credentials and edited bytes; out go revisions, and what the server said. Knows its own
 * packages, and no other part of the engine but the root.
 */
@NullMarked
package io.jenkins.plugins.gitops.engine.git;

import org.jspecify.annotations.NullMarked;
