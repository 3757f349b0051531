package io.jenkins.plugins.gitops.engine.parts;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** One container's state, reported as a {@link ContainerStatus}. Guarded by its {@link PodLife}. */
final class ContainerLife {

    final Container spec;
    final boolean init;
    /** An init container that goes on beside the others, and ends with them (KEP-753). */
    final boolean sidecar;

    ContainerBehaviour behaviour = ContainerBehaviour.RUN;
    String imageId = "";
    int restarts;
    int failedPulls;
    boolean ready;
    /** Ended for good: it will not be started again. */
    boolean finished;

    private ContainerState state;
    private ContainerState last = new ContainerState();
    private String id = "";
    private String startedAt;

    ContainerLife(Container spec, boolean init) {
        this.spec = spec;
        this.init = init;
        this.sidecar = init && "Always".equals(spec.getRestartPolicy());
        waits(init ? "PodInitializing" : "ContainerCreating", null);
    }

    void waits(String reason, String message) {
        ready = false;
        state = new ContainerStateBuilder().withNewWaiting(message, reason).build();
    }

    void runs() {
        id = "containerd://" + (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "");
        startedAt = now();
        state = new ContainerStateBuilder().withNewRunning(startedAt).build();
    }

    void ends(int exitCode) {
        ready = false;
        state = new ContainerStateBuilder()
                .withNewTerminated()
                .withContainerID(id)
                .withExitCode(exitCode)
                .withReason(exitCode == 0 ? "Completed" : "Error")
                .withStartedAt(startedAt)
                .withFinishedAt(now())
                .endTerminated()
                .build();
        last = state;
    }

    boolean isRunning() {
        return state.getRunning() != null;
    }

    boolean wasStarted() {
        return startedAt != null;
    }

    /** Whether the next init container, or the others after the last one, may start. */
    boolean letsOthersStart() {
        return sidecar ? wasStarted() : finished && exitCode() == 0;
    }

    boolean endedBefore() {
        return last.getTerminated() != null && (restarts > 0 || state != last);
    }

    int exitCode() {
        ContainerStateTerminated terminated = last.getTerminated();
        return terminated == null ? 0 : terminated.getExitCode();
    }

    ContainerStatus status() {
        return new ContainerStatusBuilder()
                .withName(spec.getName())
                .withImage(spec.getImage())
                .withImageID(imageId)
                .withContainerID(id)
                .withReady(ready || init && !sidecar && finished && exitCode() == 0)
                .withStarted(isRunning())
                .withRestartCount(restarts)
                .withState(state)
                .withLastState(state == last ? new ContainerState() : last)
                .build();
    }

    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
