package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiServer;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterUnreachableException;
import io.jenkins.plugins.gitops.engine.cluster.api.SecretMask;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** Reads events, and the end of a log, for a diagnosis. What cannot be read is left out. */
final class EventsAndLogs {

    private static final int MOST_EVENTS = 5;
    private static final int LOG_LINES = 20;
    private static final int LOG_BYTES = 16_384;
    private static final Duration LOG_LIMIT = Duration.ofSeconds(5);

    private final ApiServer server;

    EventsAndLogs(ApiServer server) {
        this.server = server;
    }

    PodReport of(JsonNode pod, PodProblem problem) {
        return of(
                pod,
                problem,
                problem.message(),
                warnings(pod),
                !problem.container().isEmpty());
    }

    /** As {@link #of}, of a pod that may simply need some time: its log is read only when there is a warning about it. */
    PodReport ofUnready(JsonNode pod, PodProblem problem) {
        List<String> warnings = warnings(pod);
        String message =
                warnings.isEmpty() ? problem.message() : problem.message() + ": " + warnings.get(warnings.size() - 1);
        return of(
                pod,
                problem,
                message,
                warnings,
                !warnings.isEmpty() && !problem.container().isEmpty());
    }

    private PodReport of(JsonNode pod, PodProblem problem, String message, List<String> warnings, boolean withLog) {
        JsonNode metadata = pod.path("metadata");
        return new PodReport(
                metadata.path("name").asText(),
                problem.container(),
                problem.reason(),
                SecretMask.mask(message),
                warnings,
                withLog ? log(metadata, problem) : List.of());
    }

    /** Whether an event, which clusters keep for an hour, says that a Job came to a good end. */
    boolean completed(String namespace, String uid) {
        return !events(namespace, uid, "reason=Completed").isEmpty();
    }

    private List<JsonNode> events(String namespace, String uid, String which) {
        ApiCall call = ApiCall.get(ApiResource.EVENT.path(namespace))
                .with("fieldSelector", which + ",involvedObject.uid=" + uid)
                .with("limit", "100");
        return ClusterJson.items(server.send(call).body().path("items"));
    }

    /** The last warnings about an object, oldest first. */
    List<String> warnings(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        List<String> events =
                events(metadata.path("namespace").asText(), metadata.path("uid").asText(), "type=Warning").stream()
                        .sorted(Comparator.comparing(EventsAndLogs::time))
                        .map(event -> SecretMask.mask(event.path("reason").asText() + ": "
                                + event.path("message").asText()))
                        .distinct()
                        .toList();
        return events.subList(Math.max(0, events.size() - MOST_EVENTS), events.size());
    }

    /** RFC 3339 in UTC, so that texts sort as times do. */
    private static String time(JsonNode event) {
        String last = event.path("lastTimestamp").asText("");
        return last.isEmpty() || last.equals("null") ? event.path("eventTime").asText("") : last;
    }

    private List<String> log(JsonNode pod, PodProblem problem) {
        ApiCall call = ApiCall.get(ApiResource.POD.path(
                                pod.path("namespace").asText(), pod.path("name").asText())
                        + "/log")
                .with("container", problem.container())
                .with("tailLines", String.valueOf(LOG_LINES))
                .with("limitBytes", String.valueOf(LOG_BYTES))
                .with("previous", String.valueOf(problem.restarted()));
        try {
            ApiAnswer answer = server.sendOnce(call, LOG_LIMIT);
            return answer.ok() ? answer.text().lines().map(SecretMask::mask).toList() : List.of();
        } catch (ClusterUnreachableException noLog) {
            return List.of();
        }
    }
}
