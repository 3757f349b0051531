/**
 * Git's values: revision, commit message, trailer, identity, path.
 *
 * <p>Each parses or throws. A trailer is text here; what it means is the business of {@code delivery}. Knows no other
 * package.
 */
package io.jenkins.plugins.gitops.engine.git.object;
