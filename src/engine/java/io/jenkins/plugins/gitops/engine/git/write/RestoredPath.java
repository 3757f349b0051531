package io.jenkins.plugins.gitops.engine.git.write;

import io.jenkins.plugins.gitops.engine.git.object.Revision;

/**
 * A file or folder as it was at another revision, with its modes and links, and without what came to it since.
 *
 * @param path from the repository's root, not the root itself
 * @param from the revision; it has something at that path
 */
public record RestoredPath(String path, Revision from) {}
