/**
 * Git: one branch of one remote, without a work tree.
 *
 * <p>Read a revision's files, make a commit from edited files, push it until it is in, read the history back. In come a
 * remote, a branch, credentials and edited bytes; out go revisions, and what the server said. Trailers are text here;
 * what they mean is the business of {@code delivery}. Knows no other room.
 */
package io.jenkins.plugins.gitops.engine.git;
