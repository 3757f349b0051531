package io.jenkins.plugins.gitops.engine.cluster.desired;

/** What an environment allows beyond the ordinary; none is on by default. */
public enum ApplyOption {
    /** Take over fields that other managers own, instead of a problem that names them. */
    FORCE_CONFLICTS,
    /** Cluster-scoped objects may be applied; without it, only the environment's own Namespace. */
    ALLOW_CLUSTER_SCOPED,
    /** Delete what the inventory lists and the manifests no longer have. */
    PRUNE
}
