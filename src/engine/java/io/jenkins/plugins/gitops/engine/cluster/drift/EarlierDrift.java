package io.jenkins.plugins.gitops.engine.cluster.drift;

import io.jenkins.plugins.gitops.engine.cluster.api.ObjectKey;
import java.util.Set;

/**
 * What was found when the same manifests were compared before.
 *
 * @param found of all objects; nothing could not be compared then, and nothing was left out
 * @param written which objects were written, made or deleted since
 */
public record EarlierDrift(ClusterDrift found, Set<ObjectKey> written) {

    public EarlierDrift {
        written = Set.copyOf(written);
    }
}
