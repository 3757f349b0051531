package io.jenkins.plugins.gitops.engine.cluster.inventory;

import java.util.Map;
import java.util.Set;

/** When a kind is applied: what others need comes first, what can refuse others comes last. */
public enum ApplyStage {
    DEFINITIONS,
    NAMESPACES,
    DEPENDENCIES,
    WORKLOADS,
    /** Webhooks refuse everything while the workload behind them is not up; so does an aggregated API. */
    ADMISSION;

    private static final Map<ApplyStage, Set<String>> KINDS = Map.of(
            DEFINITIONS, Set.of("CustomResourceDefinition.apiextensions.k8s.io"),
            NAMESPACES, Set.of("Namespace"),
            DEPENDENCIES,
                    Set.of(
                            "ResourceQuota",
                            "LimitRange",
                            "ServiceAccount",
                            "Role.rbac.authorization.k8s.io",
                            "RoleBinding.rbac.authorization.k8s.io",
                            "ClusterRole.rbac.authorization.k8s.io",
                            "ClusterRoleBinding.rbac.authorization.k8s.io",
                            "PriorityClass.scheduling.k8s.io",
                            "RuntimeClass.node.k8s.io",
                            "StorageClass.storage.k8s.io",
                            "IngressClass.networking.k8s.io",
                            "NetworkPolicy.networking.k8s.io",
                            "PodDisruptionBudget.policy",
                            "ConfigMap",
                            "Secret",
                            "PersistentVolume",
                            "PersistentVolumeClaim",
                            "Service"),
            ADMISSION,
                    Set.of(
                            "MutatingWebhookConfiguration.admissionregistration.k8s.io",
                            "ValidatingWebhookConfiguration.admissionregistration.k8s.io",
                            "ValidatingAdmissionPolicy.admissionregistration.k8s.io",
                            "ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io",
                            "APIService.apiregistration.k8s.io"));

    /** @param groupKind as {@code ObjectKey.groupKind()} writes it; what is in no table counts as a workload */
    static ApplyStage of(String groupKind) {
        return KINDS.entrySet().stream()
                .filter(entry -> entry.getValue().contains(groupKind))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(WORKLOADS);
    }
}
