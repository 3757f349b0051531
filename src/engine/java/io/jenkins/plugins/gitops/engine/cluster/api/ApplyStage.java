package io.jenkins.plugins.gitops.engine.cluster.api;

/** When a kind is applied: what others need comes first, what can refuse others comes last. */
public enum ApplyStage {
    DEFINITIONS,
    NAMESPACES,
    DEPENDENCIES,
    WORKLOADS,
    /** A webhook refuses every request while the workload behind it is not ready; so does an aggregated API. */
    ADMISSION
}
