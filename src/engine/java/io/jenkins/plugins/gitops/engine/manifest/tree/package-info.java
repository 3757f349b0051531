/**
 * The files of one state of a repository.
 *
 * <p>In come paths; out go files as bytes. Other packages bring the implementations: a revision in Git, a folder on a
 * disk. Knows no other package.
 */
@NullMarked
package io.jenkins.plugins.gitops.engine.manifest.tree;

import org.jspecify.annotations.NullMarked;
