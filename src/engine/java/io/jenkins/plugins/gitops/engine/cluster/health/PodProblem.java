package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What keeps a pod from being ready.
 *
 * @param container which of its containers; empty when it is the pod as a whole
 * @param restarted whether the container ran before, so that a log of that run exists
 */
public record PodProblem(HealthStatus status, String container, String reason, String message, boolean restarted) {

    /**
     * Why a container waits for something that will not come by itself. {@code ErrImagePull} is not among them: the
     * kubelet tries again, and says {@code ImagePullBackOff} when that failed too.
     */
    private static final Set<String> PERMANENT = Set.of(
            "ImagePullBackOff",
            "InvalidImageName",
            "ErrImageNeverPull",
            "CrashLoopBackOff",
            "CreateContainerConfigError",
            "CreateContainerError",
            "RunContainerError");

    private static final Set<String> NORMAL = Set.of("ContainerCreating", "PodInitializing", "");

    private static final Set<String> NOT_SCHEDULED = Set.of("Unschedulable", "SchedulingGated");

    /** The worst there is; nothing when the pod is well or simply not ready yet. */
    public static Optional<PodProblem> in(JsonNode pod) {
        return Stream.of(
                        waiting(pod, "initContainerStatuses"),
                        waiting(pod, "containerStatuses"),
                        ended(pod),
                        unschedulable(pod).stream())
                .flatMap(problems -> problems)
                .max(Comparator.comparing(PodProblem::status));
    }

    /** Whether its containers are still being made: it waits for volumes, an address or images. */
    public static boolean starting(JsonNode pod) {
        return containers(pod, "containerStatuses")
                .anyMatch(container -> reason(container).equals("ContainerCreating"));
    }

    /** Why a pod that runs is not ready, when it is not: a probe fails, or a readiness gate is closed. */
    static Optional<PodProblem> unready(JsonNode pod) {
        if (!pod.path("status").path("phase").asText().equals("Running")) {
            return Optional.empty();
        }
        String container = containers(pod, "containerStatuses")
                .filter(each -> !each.path("ready").asBoolean())
                .map(each -> each.path("name").asText())
                .findFirst()
                .orElse("");
        return StatusCondition.of(pod, "Ready")
                .filter(condition -> !condition.isTrue())
                .map(condition -> new PodProblem(
                        HealthStatus.IN_PROGRESS, container, "NotReady", "it runs, and is not ready", false));
    }

    private static Stream<JsonNode> containers(JsonNode pod, String list) {
        return StreamSupport.stream(pod.path("status").path(list).spliterator(), false);
    }

    private static Stream<PodProblem> waiting(JsonNode pod, String list) {
        return containers(pod, list)
                .filter(container -> container.path("state").has("waiting"))
                .filter(container -> !NORMAL.contains(reason(container)))
                .map(PodProblem::of);
    }

    /** What ended with an error and is not started again, as the pod of a Job. */
    private static Stream<PodProblem> ended(JsonNode pod) {
        return Stream.of("initContainerStatuses", "containerStatuses")
                .flatMap(list -> containers(pod, list))
                .filter(container -> exitCode(container) != 0)
                .map(container -> new PodProblem(
                        HealthStatus.IN_PROGRESS,
                        container.path("name").asText(),
                        container
                                .path("state")
                                .path("terminated")
                                .path("reason")
                                .asText("Error"),
                        "it ended with exit code " + exitCode(container),
                        false));
    }

    private static int exitCode(JsonNode container) {
        return container.path("state").path("terminated").path("exitCode").asInt();
    }

    private static PodProblem of(JsonNode container) {
        JsonNode waiting = container.path("state").path("waiting");
        JsonNode last = container.path("lastState").path("terminated");
        int restarts = container.path("restartCount").asInt();
        boolean permanent = PERMANENT.contains(reason(container))
                && (!reason(container).equals("CrashLoopBackOff") || restarts > 0);
        String ended = last.isMissingNode()
                ? ""
                : "; it last ended with exit code " + last.path("exitCode").asInt() + " ("
                        + last.path("reason").asText("unknown") + "), restarts: " + restarts;
        return new PodProblem(
                permanent ? HealthStatus.FAILED : HealthStatus.IN_PROGRESS,
                container.path("name").asText(),
                reason(container),
                waiting.path("message").asText(reason(container)) + ended,
                restarts > 0);
    }

    private static String reason(JsonNode container) {
        return container.path("state").path("waiting").path("reason").asText();
    }

    /** In progress: an autoscaler of nodes may be about to help. */
    private static Optional<PodProblem> unschedulable(JsonNode pod) {
        return StatusCondition.of(pod, "PodScheduled")
                .filter(condition -> NOT_SCHEDULED.contains(condition.reason()))
                .map(condition ->
                        new PodProblem(HealthStatus.IN_PROGRESS, "", condition.reason(), condition.message(), false));
    }
}
