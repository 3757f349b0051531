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

    /** The worst there is; nothing when the pod is well or simply not ready yet. */
    public static Optional<PodProblem> in(JsonNode pod) {
        return Stream.of(
                        waiting(pod, "initContainerStatuses"),
                        waiting(pod, "containerStatuses"),
                        unschedulable(pod).stream())
                .flatMap(problems -> problems)
                .max(Comparator.comparing(PodProblem::status));
    }

    /** Whether its containers are still being made: it waits for volumes, an address or images. */
    public static boolean starting(JsonNode pod) {
        return StreamSupport.stream(pod.path("status").path("containerStatuses").spliterator(), false)
                .anyMatch(container -> reason(container).equals("ContainerCreating"));
    }

    private static Stream<PodProblem> waiting(JsonNode pod, String list) {
        return StreamSupport.stream(pod.path("status").path(list).spliterator(), false)
                .filter(container -> container.path("state").has("waiting"))
                .filter(container -> !NORMAL.contains(reason(container)))
                .map(PodProblem::of);
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
                .filter(condition -> condition.reason().equals("Unschedulable"))
                .map(condition ->
                        new PodProblem(HealthStatus.IN_PROGRESS, "", condition.reason(), condition.message(), false));
    }
}
