/**
 * Rendering: a path in a tree of files becomes Kubernetes objects.
 *
 * <p>In come a tree and a path to plain manifests, a kustomization or a Helm chart; out go objects, each with the file
 * and line that it comes from. kustomize and Helm run as child processes with limits of time, memory and output, and get
 * only the files that they need. The command line starts its programs with the same {@code ChildProcess}. Knows {@code tree} and {@code yaml}.
 */
package io.jenkins.plugins.gitops.engine.manifest.render;
