package io.jenkins.plugins.gitops.engine.cluster.api;

import java.util.Map;

/**
 * Kinds that API servers serve in two groups, with the same stored objects behind both ({@code AddCohabitatingResources} in
 * kube-apiserver): whoever writes one through the old group and another through the new one writes one object twice.
 */
final class GroupAliases {

    private static final Map<String, String> HOMES = Map.of(
            "extensions/Deployment", "apps",
            "extensions/DaemonSet", "apps",
            "extensions/ReplicaSet", "apps",
            "extensions/Ingress", "networking.k8s.io",
            "extensions/NetworkPolicy", "networking.k8s.io",
            "extensions/PodSecurityPolicy", "policy",
            "events.k8s.io/Event", "");

    private GroupAliases() {}

    /** The group that counts as the kind's own. */
    static String home(String group, String kind) {
        return HOMES.getOrDefault(group + "/" + kind, group);
    }
}
