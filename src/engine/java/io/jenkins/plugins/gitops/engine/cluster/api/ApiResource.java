package io.jenkins.plugins.gitops.engine.cluster.api;

/**
 * A kind as an API server serves it.
 *
 * @param group the API group; empty for the core group
 * @param plural as it stands in the path: {@code deployments}
 * @param served false when the server does not serve it yet, and a definition in the same manifests will create it
 */
public record ApiResource(
        String group, String version, String kind, String plural, boolean namespaced, boolean served) {

    public static final ApiResource NAMESPACE = core("Namespace", "namespaces", false);
    public static final ApiResource CONFIG_MAP = core("ConfigMap", "configmaps", true);
    public static final ApiResource POD = core("Pod", "pods", true);
    public static final ApiResource EVENT = core("Event", "events", true);
    public static final ApiResource REPLICA_SET =
            new ApiResource("apps", "v1", "ReplicaSet", "replicasets", true, true);
    public static final ApiResource CONTROLLER_REVISION =
            new ApiResource("apps", "v1", "ControllerRevision", "controllerrevisions", true, true);
    public static final ApiResource AUTOSCALER =
            new ApiResource("autoscaling", "v1", "HorizontalPodAutoscaler", "horizontalpodautoscalers", true, true);

    private static ApiResource core(String kind, String plural, boolean namespaced) {
        return new ApiResource("", "v1", kind, plural, namespaced, true);
    }

    /** Where the group and version are served: {@code /api/v1}, {@code /apis/apps/v1}. */
    public static String root(String apiVersion) {
        return (apiVersion.contains("/") ? "/apis/" : "/api/") + apiVersion;
    }

    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** The path of all objects in a namespace; of all objects when it is empty. */
    public String path(String namespace) {
        return root(apiVersion())
                + (namespaced && !namespace.isEmpty() ? "/namespaces/" + ApiCall.encode(namespace) : "")
                + "/"
                + plural;
    }

    /** The path of one object. */
    public String path(String namespace, String name) {
        return path(namespace) + "/" + ApiCall.encode(name);
    }

    /** {@code deployments.apps}: as roles and {@code kubectl} name it. */
    public String qualified() {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
