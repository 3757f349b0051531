package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The images that containers are to run by digest, as deliveries write them. Only the digest is compared: a webhook may have
 * written a mirror's name into the pod.
 */
final class PinnedImages {

    private static final String MARK = "@sha256:";

    private final Map<String, String> digests;

    private PinnedImages(Map<String, String> digests) {
        this.digests = digests;
    }

    /** Those of the pods that a workload makes; of a CronJob too. */
    static PinnedImages of(JsonNode workload) {
        JsonNode spec = workload.path("spec");
        JsonNode template = spec.has("jobTemplate")
                ? spec.path("jobTemplate").path("spec").path("template")
                : spec.path("template");
        return inPod(template.path("spec"));
    }

    /** Those of a pod itself. */
    static PinnedImages inPod(JsonNode podSpec) {
        Map<String, String> digests = new LinkedHashMap<>();
        containers(podSpec, "initContainers", "containers")
                .filter(each -> each.path("image").asText().contains(MARK))
                .forEach(each -> digests.put(
                        each.path("name").asText(), digest(each.path("image").asText())));
        return new PinnedImages(digests);
    }

    /** Whether an object of any kind names an image by digest. */
    static boolean anywhere(JsonNode object) {
        return object.path("spec").toString().contains(MARK);
    }

    boolean isEmpty() {
        return digests.isEmpty();
    }

    /** Whether a pod was made with all of them. */
    boolean sameIn(JsonNode pod) {
        Map<String, String> made = inPod(pod.path("spec")).digests;
        return digests.entrySet().stream().allMatch(each -> each.getValue().equals(made.get(each.getKey())));
    }

    /** Whether the kubelet reports another image for one of the containers. */
    boolean otherReportedBy(JsonNode pod) {
        return containers(pod.path("status"), "containerStatuses")
                .filter(each -> digests.containsKey(each.path("name").asText()))
                .anyMatch(each -> !(each.path("image").asText()
                                + each.path("imageID").asText())
                        .contains(digests.get(each.path("name").asText())));
    }

    private static Stream<JsonNode> containers(JsonNode parent, String... lists) {
        return Stream.of(lists).flatMap(list -> ClusterJson.items(parent.path(list)).stream());
    }

    private static String digest(String image) {
        return image.substring(image.indexOf('@') + 1);
    }
}
