package io.jenkins.plugins.gitops.engine.git.write;

import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.util.List;

/**
 * Files or folders as they were at another revision, with their modes and links, and without what came to them since.
 *
 * @param paths from the repository's root, not the root itself; at least one
 * @param from the revision; it has something at each path
 */
public record RestoredPaths(List<String> paths, Revision from) {

    public RestoredPaths {
        paths = List.copyOf(paths);
    }
}
