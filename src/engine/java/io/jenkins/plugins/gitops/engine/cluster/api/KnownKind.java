package io.jenkins.plugins.gitops.engine.cluster.api;

import static io.jenkins.plugins.gitops.engine.cluster.api.ApplyStage.ADMISSION;
import static io.jenkins.plugins.gitops.engine.cluster.api.ApplyStage.DEFINITIONS;
import static io.jenkins.plugins.gitops.engine.cluster.api.ApplyStage.DEPENDENCIES;
import static io.jenkins.plugins.gitops.engine.cluster.api.ApplyStage.NAMESPACES;
import static io.jenkins.plugins.gitops.engine.cluster.api.ApplyStage.WORKLOADS;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known of the kinds that Kubernetes brings, of Argo's, and of Flux's: one line a kind. A kind that is in no line is
 * {@link #OTHER}.
 *
 * <p>Here are facts alone. What is code for a kind (its health rule, the check of its manifest) stays in its package and is
 * found there by the constant.
 */
public enum KnownKind {
    CUSTOM_RESOURCE_DEFINITION("apiextensions.k8s.io", "CustomResourceDefinition", DEFINITIONS, Trait.PROTECTED),
    NAMESPACE("", "Namespace", NAMESPACES, Trait.PROTECTED),

    CLUSTER_ROLE("rbac.authorization.k8s.io", "ClusterRole", DEPENDENCIES),
    CLUSTER_ROLE_BINDING("rbac.authorization.k8s.io", "ClusterRoleBinding", DEPENDENCIES),
    CONFIG_MAP("", "ConfigMap", DEPENDENCIES),
    INGRESS_CLASS("networking.k8s.io", "IngressClass", DEPENDENCIES),
    LIMIT_RANGE("", "LimitRange", DEPENDENCIES),
    NETWORK_POLICY("networking.k8s.io", "NetworkPolicy", DEPENDENCIES, Trait.ALSO_IN_EXTENSIONS),
    PERSISTENT_VOLUME("", "PersistentVolume", DEPENDENCIES),
    PERSISTENT_VOLUME_CLAIM("", "PersistentVolumeClaim", DEPENDENCIES, Trait.PROTECTED),
    POD_DISRUPTION_BUDGET("policy", "PodDisruptionBudget", DEPENDENCIES),
    PRIORITY_CLASS("scheduling.k8s.io", "PriorityClass", DEPENDENCIES),
    RESOURCE_QUOTA("", "ResourceQuota", DEPENDENCIES),
    ROLE("rbac.authorization.k8s.io", "Role", DEPENDENCIES),
    ROLE_BINDING("rbac.authorization.k8s.io", "RoleBinding", DEPENDENCIES),
    RUNTIME_CLASS("node.k8s.io", "RuntimeClass", DEPENDENCIES),
    SECRET("", "Secret", DEPENDENCIES),
    SERVICE("", "Service", DEPENDENCIES),
    SERVICE_ACCOUNT("", "ServiceAccount", DEPENDENCIES),
    STORAGE_CLASS("storage.k8s.io", "StorageClass", DEPENDENCIES),

    ARGO_APPLICATION("argoproj.io", "Application", WORKLOADS),
    ARGO_APPLICATION_SET("argoproj.io", "ApplicationSet", WORKLOADS),
    CRON_JOB("batch", "CronJob", WORKLOADS),
    DAEMON_SET("apps", "DaemonSet", WORKLOADS, Pods.OF_NEWEST_CONTROLLER_REVISION, Trait.ALSO_IN_EXTENSIONS),
    DEPLOYMENT(
            "apps", "Deployment", WORKLOADS, Pods.OF_NEWEST_REPLICA_SET, Trait.ALSO_IN_EXTENSIONS, Trait.HAS_REPLICAS),
    EVENT("", "Event", WORKLOADS, Trait.ALSO_IN_EVENTS),
    FLUX_HELM_RELEASE("helm.toolkit.fluxcd.io", "HelmRelease", WORKLOADS),
    FLUX_KUSTOMIZATION("kustomize.toolkit.fluxcd.io", "Kustomization", WORKLOADS),
    HORIZONTAL_POD_AUTOSCALER("autoscaling", "HorizontalPodAutoscaler", WORKLOADS),
    INGRESS("networking.k8s.io", "Ingress", WORKLOADS, Trait.ALSO_IN_EXTENSIONS),
    JOB("batch", "Job", WORKLOADS, Pods.OWNED, Trait.RESTARTS_ARE_NORMAL, Trait.MAY_EXPIRE),
    POD("", "Pod", WORKLOADS, Pods.ITSELF),
    POD_SECURITY_POLICY("policy", "PodSecurityPolicy", WORKLOADS, Trait.ALSO_IN_EXTENSIONS),
    REPLICA_SET(
            "apps",
            "ReplicaSet",
            WORKLOADS,
            Pods.OWNED,
            Trait.ALSO_IN_EXTENSIONS,
            Trait.KEEPS_PODS,
            Trait.HAS_REPLICAS),
    REPLICATION_CONTROLLER("", "ReplicationController", WORKLOADS, Pods.OWNED, Trait.KEEPS_PODS, Trait.HAS_REPLICAS),
    ROLLOUT("argoproj.io", "Rollout", WORKLOADS, Pods.OF_CURRENT_POD_HASH, Trait.HAS_REPLICAS),
    STATEFUL_SET("apps", "StatefulSet", WORKLOADS, Pods.OF_UPDATE_REVISION, Trait.HAS_REPLICAS),

    API_SERVICE("apiregistration.k8s.io", "APIService", ADMISSION),
    MUTATING_WEBHOOK_CONFIGURATION("admissionregistration.k8s.io", "MutatingWebhookConfiguration", ADMISSION),
    VALIDATING_ADMISSION_POLICY("admissionregistration.k8s.io", "ValidatingAdmissionPolicy", ADMISSION),
    VALIDATING_ADMISSION_POLICY_BINDING("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding", ADMISSION),
    VALIDATING_WEBHOOK_CONFIGURATION("admissionregistration.k8s.io", "ValidatingWebhookConfiguration", ADMISSION),

    /** Every kind that has no line of its own: custom resources, and what needs no special treatment. */
    OTHER("", "", WORKLOADS);

    /** Which pods belong to the newest revision of an object. */
    public enum Pods {
        NONE,
        /** The object is a pod. */
        ITSELF,
        /** All pods that it owns: it has no revisions. */
        OWNED,
        /** Those of the ReplicaSet whose revision annotation is the object's. */
        OF_NEWEST_REPLICA_SET,
        /** Those whose {@code controller-revision-hash} is {@code status.updateRevision}. */
        OF_UPDATE_REVISION,
        /** Those whose {@code controller-revision-hash} is that of its newest ControllerRevision. */
        OF_NEWEST_CONTROLLER_REVISION,
        /** Those of the ReplicaSet whose {@code rollouts-pod-template-hash} is {@code status.currentPodHash}. */
        OF_CURRENT_POD_HASH
    }

    private enum Trait {
        /** Deleting one deletes data, or other people's objects, with it. */
        PROTECTED,
        /** Its controller restarts failed pods by design, and counts the failures itself. */
        RESTARTS_ARE_NORMAL,
        /** The cluster may delete it some time after it ended. */
        MAY_EXPIRE,
        /** Its controller does not replace pods when their template changes. */
        KEEPS_PODS,
        /** It has {@code spec.replicas}, which is 1 where nobody sets it. */
        HAS_REPLICAS,
        /** Also served in the group {@code extensions}, with the same stored objects. */
        ALSO_IN_EXTENSIONS,
        /** Also served in the group {@code events.k8s.io}, with the same stored objects. */
        ALSO_IN_EVENTS
    }

    private static final Map<String, KnownKind> BY_GROUP_KIND = new HashMap<>();

    static {
        for (KnownKind each : values()) {
            each.groups().forEach(group -> BY_GROUP_KIND.put(groupKind(group, each.kind), each));
        }
    }

    private final String group;
    private final String kind;
    private final ApplyStage stage;
    private final Pods pods;
    private final Set<Trait> traits;

    KnownKind(String group, String kind, ApplyStage stage, Trait... traits) {
        this(group, kind, stage, Pods.NONE, traits);
    }

    KnownKind(String group, String kind, ApplyStage stage, Pods pods, Trait... traits) {
        this.group = group;
        this.kind = kind;
        this.stage = stage;
        this.pods = pods;
        this.traits = Set.copyOf(Arrays.asList(traits));
    }

    /** @param groupKind as {@link ObjectKey#groupKind()} writes it */
    public static KnownKind of(String groupKind) {
        return BY_GROUP_KIND.getOrDefault(groupKind, OTHER);
    }

    /** @param group the API group; empty for the core group */
    public static KnownKind of(String group, String kind) {
        return of(groupKind(group, kind));
    }

    public static KnownKind of(ObjectKey key) {
        return of(key.groupKind());
    }

    /**
     * The group that counts as the kind's own. API servers serve some kinds in two groups, with the same stored objects
     * behind both ({@code AddCohabitatingResources} in kube-apiserver). Without this, one object that is written through both
     * groups would count as two.
     */
    static String ownGroup(String group, String kind) {
        KnownKind known = of(group, kind);
        return known == OTHER ? group : known.group;
    }

    /** When objects of this kind are applied. */
    public ApplyStage stage() {
        return stage;
    }

    /** Which pods show how the newest revision of such an object does. */
    public Pods pods() {
        return pods;
    }

    /** Whether deleting one deletes data, or other people's objects, with it. */
    public boolean isProtected() {
        return traits.contains(Trait.PROTECTED);
    }

    /** Whether its controller restarts failed pods by design, and counts the failures itself. */
    public boolean restartsAreNormal() {
        return traits.contains(Trait.RESTARTS_ARE_NORMAL);
    }

    /** Whether the cluster may delete one some time after it ended ({@code ttlSecondsAfterFinished}). */
    public boolean mayExpire() {
        return traits.contains(Trait.MAY_EXPIRE);
    }

    /** Whether its pods stay as they are when their template changes. */
    public boolean keepsPods() {
        return traits.contains(Trait.KEEPS_PODS);
    }

    /** Whether it has {@code spec.replicas}, also where a manifest does not set it. */
    public boolean hasReplicas() {
        return traits.contains(Trait.HAS_REPLICAS);
    }

    private List<String> groups() {
        if (traits.contains(Trait.ALSO_IN_EXTENSIONS)) {
            return List.of(group, "extensions");
        }
        return traits.contains(Trait.ALSO_IN_EVENTS) ? List.of(group, "events.k8s.io") : List.of(group);
    }

    private static String groupKind(String group, String kind) {
        return group.isEmpty() ? kind : kind + "." + group;
    }
}
