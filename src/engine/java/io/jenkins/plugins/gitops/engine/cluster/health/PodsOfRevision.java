package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiServer;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.cluster.api.KnownKind;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The pods that a workload made for its newest revision. Those of older ones say nothing about this rollout: they may
 * have crashed before.
 */
final class PodsOfRevision {

    private static final String REVISION = "deployment.kubernetes.io/revision";
    private static final String HASH = "controller-revision-hash";

    private final ApiServer server;

    PodsOfRevision(ApiServer server) {
        this.server = server;
    }

    /** None for kinds that make no pods. */
    List<JsonNode> of(ObjectRef ref, JsonNode workload) {
        return switch (KnownKind.of(ref.key()).pods()) {
            case NONE -> List.of();
            case ITSELF -> List.of(workload);
            case OWNED -> pods(workload, pod -> true);
            case OF_NEWEST_REPLICA_SET -> ofDeployment(workload);
            case OF_UPDATE_REVISION -> ofStatefulSet(workload);
            case OF_NEWEST_CONTROLLER_REVISION -> ofDaemonSet(workload);
        };
    }

    private List<JsonNode> ofDeployment(JsonNode deployment) {
        return owned(ApiResource.REPLICA_SET, deployment).stream()
                .filter(set -> annotation(set, REVISION).equals(annotation(deployment, REVISION)))
                .findFirst()
                .map(set -> pods(set, pod -> true))
                .orElse(List.of());
    }

    private List<JsonNode> ofStatefulSet(JsonNode statefulSet) {
        String newest = statefulSet.path("status").path("updateRevision").asText();
        return pods(statefulSet, pod -> label(pod, HASH).equals(newest));
    }

    private List<JsonNode> ofDaemonSet(JsonNode daemonSet) {
        Optional<String> newest = owned(ApiResource.CONTROLLER_REVISION, daemonSet).stream()
                .max(Comparator.comparingLong(each -> each.path("revision").asLong()))
                .map(each -> label(each, HASH));
        return pods(daemonSet, pod -> newest.isEmpty() || label(pod, HASH).equals(newest.get()));
    }

    private List<JsonNode> pods(JsonNode owner, Predicate<JsonNode> wanted) {
        return owned(ApiResource.POD, owner).stream()
                .filter(wanted)
                .filter(pod -> !pod.path("metadata").has("deletionTimestamp"))
                .toList();
    }

    /** What the owner made, found by its selector and confirmed by its UID. */
    private List<JsonNode> owned(ApiResource kind, JsonNode owner) {
        Map<String, String> labels =
                ClusterJson.texts(owner.path("spec").path("selector").path("matchLabels"));
        ApiCall call =
                ApiCall.get(kind.path(owner.path("metadata").path("namespace").asText()));
        ApiAnswer answer = server.send(labels.isEmpty() ? call : call.with("labelSelector", selector(labels)));
        String uid = owner.path("metadata").path("uid").asText();
        return ClusterJson.items(answer.body().path("items")).stream()
                .filter(each -> ClusterJson.items(each.path("metadata").path("ownerReferences")).stream()
                        .anyMatch(reference -> reference.path("uid").asText().equals(uid)))
                .toList();
    }

    private static String selector(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(","));
    }

    private static String annotation(JsonNode object, String name) {
        return object.path("metadata").path("annotations").path(name).asText();
    }

    private static String label(JsonNode object, String name) {
        return object.path("metadata").path("labels").path(name).asText();
    }
}
