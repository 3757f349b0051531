/**
 * Manifests: a directory of YAML as objects that know their place in their file, and images changed in place.
 *
 * <p>In comes a {@link io.jenkins.plugins.gitops.engine.manifest.FileTree tree of files} (of a revision, or on disk) and
 * a path in it; out go a {@link io.jenkins.plugins.gitops.engine.manifest.Rendering rendering}, and files in which
 * nothing but an image's characters differ. Knows {@code image} for its value types, and no other room.
 */
package io.jenkins.plugins.gitops.engine.manifest;
