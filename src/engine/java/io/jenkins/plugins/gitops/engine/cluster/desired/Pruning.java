package io.jenkins.plugins.gitops.engine.cluster.desired;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;

/**
 * Whether objects are deleted that the inventory lists and the manifests no longer have.
 *
 * @param on whether they are; not by default
 * @param limit how many of them at most, or none is deleted; the usual number when absent
 */
public record Pruning(@JsonProperty("prune") boolean on, @JsonProperty("pruneLimit") PruneLimit limit) {

    public static final Pruning OFF = new Pruning(false, PruneLimit.DEFAULT);
    public static final Pruning ON = new Pruning(true, PruneLimit.DEFAULT);

    public Pruning {
        limit = Objects.requireNonNullElse(limit, PruneLimit.DEFAULT);
    }

    public Pruning withLimit(PruneLimit highest) {
        return new Pruning(on, highest);
    }
}
