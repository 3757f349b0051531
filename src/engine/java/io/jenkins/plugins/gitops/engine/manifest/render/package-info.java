/**
 * Rendering: a path in a tree of files becomes Kubernetes objects.
 *
 * <p>In come a tree and a path to plain manifests, a kustomization or a Helm chart; out go objects, each with the file
 * and line that it comes from. A format is one class and one line in {@code ManifestFormat.ALL}. kustomize and Helm run
 * as child processes ({@code program}), and get only the files that they need. Knows {@code tree} and
 * {@code yaml}, and {@code registry}, from which charts come that a chart depends on.
 */
@NullMarked
package io.jenkins.plugins.gitops.engine.manifest.render;

import org.jspecify.annotations.NullMarked;
