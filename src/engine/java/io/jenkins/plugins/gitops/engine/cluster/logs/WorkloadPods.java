package io.jenkins.plugins.gitops.engine.cluster.logs;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiServer;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The pods that an inventory's members made: those that one of them controls by its UID, also through a ReplicaSet or a Job. A
 * label alone makes no pod a member's.
 */
final class WorkloadPods {

    private static final String PAGE = "250";

    /** What stands between a Deployment or a CronJob and its pods. */
    private static final List<ApiResource> BETWEEN =
            List.of(ApiResource.REPLICA_SET, new ApiResource("batch", "v1", "Job", "jobs", true, true));

    private static final Set<String> WITHOUT_PODS = Set.of(
            "ConfigMap",
            "Secret",
            "Service",
            "ServiceAccount",
            "Ingress",
            "PersistentVolumeClaim",
            "Role",
            "RoleBinding",
            "NetworkPolicy",
            "HorizontalPodAutoscaler",
            "PodDisruptionBudget");

    private final ApiServer server;

    WorkloadPods(ApiServer server) {
        this.server = server;
    }

    /** By name. */
    List<LogSource> of(Inventory inventory, LogOptions options) {
        Set<String> makers = new HashSet<>();
        Set<String> namespaces = new HashSet<>();
        inventory.objects().stream()
                .filter(entry -> !entry.ref().namespace().isEmpty()
                        && !WITHOUT_PODS.contains(entry.ref().kind()))
                .forEach(entry -> {
                    makers.add(entry.uid());
                    namespaces.add(entry.ref().namespace());
                });
        List<LogSource> found = new ArrayList<>();
        for (String namespace : namespaces) {
            for (ApiResource between : BETWEEN) {
                Set<String> made = new HashSet<>();
                each(between, ApiCall.listMetadata(between.path(namespace)), object -> {
                    if (controller(object).filter(makers::contains).isPresent()) {
                        made.add(uid(object));
                    }
                });
                makers.addAll(made);
            }
            each(ApiResource.POD, ApiCall.get(ApiResource.POD.path(namespace)), pod -> {
                boolean ours = makers.contains(uid(pod))
                        || controller(pod).filter(makers::contains).isPresent();
                if (ours
                        && options.pod().filter(name -> !name.equals(name(pod))).isEmpty()) {
                    found.addAll(containers(pod, options));
                }
            });
        }
        found.sort(Comparator.comparing(LogSource::namespace)
                .thenComparing(LogSource::pod)
                .thenComparing(LogSource::container));
        return found;
    }

    private void each(ApiResource resource, ApiCall list, Consumer<JsonNode> read) {
        String next = "";
        do {
            ApiCall call = list.with("limit", PAGE);
            ApiAnswer page = server.send(next.isEmpty() ? call : call.with("continue", next));
            if (!page.ok()) {
                throw new GitopsException(
                        "Tried to list " + resource.qualified() + ": " + page.message(),
                        "Grant the verb list on " + resource.qualified());
            }
            ClusterJson.items(page.body().path("items")).forEach(read);
            next = page.body().path("metadata").path("continue").asText();
        } while (!next.isEmpty());
    }

    private static List<LogSource> containers(JsonNode pod, LogOptions options) {
        List<String> usual = names(pod, "containers");
        List<String> wanted = options.container()
                .map(name -> Stream.concat(usual.stream(), names(pod, "initContainers").stream())
                        .filter(name::equals)
                        .toList())
                .orElse(usual);
        return wanted.stream()
                .map(name -> new LogSource(
                        pod.path("metadata").path("namespace").asText(),
                        name(pod),
                        uid(pod),
                        name,
                        restarts(pod, name),
                        usual.size() == 1 && wanted.equals(usual)))
                .toList();
    }

    private static List<String> names(JsonNode pod, String list) {
        return ClusterJson.items(pod.path("spec").path(list)).stream()
                .map(container -> container.path("name").asText())
                .toList();
    }

    private static int restarts(JsonNode pod, String container) {
        return Stream.of("containerStatuses", "initContainerStatuses")
                .flatMap(list -> ClusterJson.items(pod.path("status").path(list)).stream())
                .filter(status -> status.path("name").asText().equals(container))
                .mapToInt(status -> status.path("restartCount").asInt())
                .findFirst()
                .orElse(0);
    }

    private static Optional<String> controller(JsonNode object) {
        return ClusterJson.items(object.path("metadata").path("ownerReferences")).stream()
                .filter(owner -> owner.path("controller").asBoolean())
                .map(owner -> owner.path("uid").asText())
                .findFirst();
    }

    private static String uid(JsonNode object) {
        return object.path("metadata").path("uid").asText();
    }

    private static String name(JsonNode object) {
        return object.path("metadata").path("name").asText();
    }
}
