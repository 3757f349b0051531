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
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The pods that a workload made for its newest revision. Those of older ones say nothing about this rollout: they may
 * have crashed before.
 */
final class PodsOfRevision {

    private static final String REVISION = "deployment.kubernetes.io/revision";
    private static final Pattern ORDINAL = Pattern.compile("[0-9]{1,9}");
    private static final String HASH = "controller-revision-hash";
    private static final String ROLLOUT_HASH = "rollouts-pod-template-hash";

    private final ApiServer server;

    PodsOfRevision(ApiServer server) {
        this.server = server;
    }

    /**
     * Pods of one workload.
     *
     * @param newest those of its newest revision; none for kinds that make no pods
     * @param inTheWay those of a StatefulSet's older revisions that keep it from making newer ones. Unless pods are managed
     *     in parallel, its controller replaces none before all are ready, be it one that can never be
     *     (kubernetes/kubernetes#67250). The highest ordinal comes first, as the controller replaces them
     * @param leaving whether one of a StatefulSet's pods is being deleted
     */
    record Found(List<JsonNode> newest, List<JsonNode> inTheWay, boolean leaving) {

        private Found(List<JsonNode> newest) {
            this(newest, List.of(), false);
        }
    }

    Found of(ObjectRef ref, JsonNode workload) {
        return switch (KnownKind.of(ref.key()).pods()) {
            case NONE -> new Found(List.of());
            case ITSELF -> new Found(List.of(workload));
            case OWNED -> new Found(pods(workload));
            case OF_NEWEST_REPLICA_SET ->
                new Found(ofReplicaSet(
                        workload, set -> annotation(set, REVISION).equals(annotation(workload, REVISION))));
            case OF_UPDATE_REVISION -> ofStatefulSet(workload);
            case OF_NEWEST_CONTROLLER_REVISION -> new Found(ofDaemonSet(workload));
            case OF_CURRENT_POD_HASH ->
                new Found(ofReplicaSet(workload, set -> label(set, ROLLOUT_HASH)
                        .equals(workload.path("status").path("currentPodHash").asText())));
        };
    }

    private List<JsonNode> ofReplicaSet(JsonNode owner, Predicate<JsonNode> newest) {
        return owned(ApiResource.REPLICA_SET, owner).stream()
                .filter(newest)
                .findFirst()
                .map(this::pods)
                .orElse(List.of());
    }

    private Found ofStatefulSet(JsonNode statefulSet) {
        String newest = statefulSet.path("status").path("updateRevision").asText();
        JsonNode spec = statefulSet.path("spec");
        boolean waitsForAll = !spec.path("podManagementPolicy").asText().equals("Parallel")
                && !spec.path("updateStrategy").path("type").asText().equals("OnDelete");
        // A pod below the partition is made as it was.
        long partition = spec.path("updateStrategy")
                .path("rollingUpdate")
                .path("partition")
                .asLong();
        List<JsonNode> all = owned(ApiResource.POD, statefulSet);
        List<JsonNode> pods = all.stream().filter(pod -> !isBeingDeleted(pod)).toList();
        return new Found(
                pods.stream().filter(pod -> label(pod, HASH).equals(newest)).toList(),
                pods.stream()
                        .filter(pod -> waitsForAll && !label(pod, HASH).equals(newest))
                        .filter(pod -> ordinal(pod, statefulSet).orElse(-1) >= partition)
                        .filter(pod -> StatusCondition.whenTrue(pod, "Ready").isEmpty())
                        .sorted(Comparator.comparingLong((JsonNode pod) ->
                                        ordinal(pod, statefulSet).orElse(-1))
                                .reversed())
                        .toList(),
                pods.size() < all.size());
    }

    private List<JsonNode> ofDaemonSet(JsonNode daemonSet) {
        Optional<String> newest = owned(ApiResource.CONTROLLER_REVISION, daemonSet).stream()
                .max(Comparator.comparingLong(each -> each.path("revision").asLong()))
                .map(each -> label(each, HASH));
        return pods(daemonSet).stream()
                .filter(pod -> newest.isEmpty() || label(pod, HASH).equals(newest.get()))
                .toList();
    }

    private List<JsonNode> pods(JsonNode owner) {
        return owned(ApiResource.POD, owner).stream()
                .filter(pod -> !isBeingDeleted(pod))
                .toList();
    }

    private static boolean isBeingDeleted(JsonNode pod) {
        return pod.path("metadata").has("deletionTimestamp");
    }

    /** Pods that its selector finds, of any revision, and that are being deleted; none for kinds that make no pods. */
    List<JsonNode> leaving(ObjectRef ref, JsonNode workload) {
        boolean makesPods = !Set.of(KnownKind.Pods.NONE, KnownKind.Pods.ITSELF)
                .contains(KnownKind.of(ref.key()).pods());
        return makesPods && !labels(workload).isEmpty()
                ? selected(ApiResource.POD, workload).stream()
                        .filter(PodsOfRevision::isBeingDeleted)
                        .toList()
                : List.of();
    }

    private static Map<String, String> labels(JsonNode owner) {
        JsonNode selector = owner.path("spec").path("selector");
        // A ReplicationController has the labels themselves there.
        return ClusterJson.texts(
                owner.path("kind").asText().equals("ReplicationController") ? selector : selector.path("matchLabels"));
    }

    private List<JsonNode> selected(ApiResource kind, JsonNode owner) {
        Map<String, String> labels = labels(owner);
        ApiCall call =
                ApiCall.get(kind.path(owner.path("metadata").path("namespace").asText()));
        ApiAnswer answer = server.send(labels.isEmpty() ? call : call.with("labelSelector", selector(labels)));
        return ClusterJson.items(answer.body().path("items"));
    }

    /** What the owner made, found by its selector and confirmed by its UID. */
    private List<JsonNode> owned(ApiResource kind, JsonNode owner) {
        String uid = owner.path("metadata").path("uid").asText();
        return selected(kind, owner).stream()
                .filter(each -> ClusterJson.items(each.path("metadata").path("ownerReferences")).stream()
                        .anyMatch(reference -> reference.path("controller").asBoolean()
                                && reference.path("uid").asText().equals(uid)))
                .toList();
    }

    private static String selector(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(","));
    }

    /** {@code 2} of {@code db-2}, counted from where the set begins; empty for a name that the set does not give. */
    private static OptionalLong ordinal(JsonNode pod, JsonNode statefulSet) {
        String prefix = statefulSet.path("metadata").path("name").asText() + "-";
        String name = pod.path("metadata").path("name").asText();
        String number = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
        return ORDINAL.matcher(number).matches()
                ? OptionalLong.of(Long.parseLong(number)
                        - statefulSet
                                .path("spec")
                                .path("ordinals")
                                .path("start")
                                .asLong())
                : OptionalLong.empty();
    }

    private static String annotation(JsonNode object, String name) {
        return object.path("metadata").path("annotations").path(name).asText();
    }

    private static String label(JsonNode object, String name) {
        return object.path("metadata").path("labels").path(name).asText();
    }
}
