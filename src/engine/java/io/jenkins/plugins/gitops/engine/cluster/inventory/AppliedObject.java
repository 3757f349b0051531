package io.jenkins.plugins.gitops.engine.cluster.inventory;

import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;

/**
 * An object as the cluster has it after an apply.
 *
 * @param generation of the desired state that is in the cluster; 0 for kinds that count none
 */
public record AppliedObject(ObjectRef ref, String uid, long generation, Result result) {

    /** What the apply did. */
    public enum Result {
        CREATED,
        CHANGED,
        UNCHANGED
    }
}
