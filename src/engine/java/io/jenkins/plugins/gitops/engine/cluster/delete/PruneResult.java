package io.jenkins.plugins.gitops.engine.cluster.delete;

import io.jenkins.plugins.gitops.engine.cluster.api.DeletingObject;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import java.util.List;

/**
 * What a pruning came to.
 *
 * @param gone what no longer exists, deleted or not found
 * @param leaving what was deleted and exists until somebody takes its finalizers off
 */
public record PruneResult(List<ObjectRef> gone, List<DeletingObject> leaving) {

    /** Nothing was to be pruned. */
    public static final PruneResult NOTHING = new PruneResult(List.of(), List.of());

    public PruneResult {
        gone = List.copyOf(gone);
        leaving = List.copyOf(leaving);
    }
}
