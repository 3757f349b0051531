/**
 * Git's values: revision, commit message, trailer, identity, path.
 *
 * <p>Each parses or throws. A trailer is text here; what it means is the business of {@code delivery}. Knows no other
 * package.
 */
@NullMarked
package io.jenkins.plugins.gitops.engine.git.object;

import org.jspecify.annotations.NullMarked;
