package io.jenkins.plugins.gitops.engine.parts;

import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.jenkins.plugins.gitops.engine.parts.ContainerBehaviour.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What happens to one pod between its creation and its deletion: it is scheduled, its images are pulled, its containers
 * run, crash, are started again. Back-off grows as a kubelet's does, ten times as fast. Steps of one pod never overlap.
 */
final class PodLife {

    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(10);
    private static final Duration UNTIL_CRASH = Duration.ofMillis(150);
    private static final Duration JOB = Duration.ofMillis(300);

    private final Surroundings around;
    private final Pod pod;
    private final PodStatusText status;
    private final Optional<ContainerBehaviour> asked;
    final List<ContainerLife> containers = new ArrayList<>();
    private boolean gone;

    /** What every pod on the node shares. */
    record Surroundings(
            KubernetesClient client,
            ScheduledExecutorService threads,
            RegistryImages images,
            PodEvents events,
            PodNeeds needs,
            PodScheduler scheduler,
            String node) {}

    PodLife(Pod pod, String address, Surroundings around) {
        this.around = around;
        this.pod = pod;
        this.status = new PodStatusText(pod, address);
        this.asked = Optional.ofNullable(pod.getMetadata().getAnnotations())
                .map(all -> all.get(ContainerBehaviour.ANNOTATION))
                .map(ContainerBehaviour::parse);
        pod.getSpec().getInitContainers().forEach(c -> containers.add(new ContainerLife(c, true)));
        pod.getSpec().getContainers().forEach(c -> containers.add(new ContainerLife(c, false)));
    }

    void begin() {
        after(Duration.ZERO, pod.getSpec().getNodeName() == null ? this::schedule : this::advance);
    }

    /** No step runs any more. */
    synchronized void end() {
        gone = true;
    }

    /** A step; an unreachable or busy API server is asked again until it answers. */
    private void after(Duration delay, Runnable step) {
        around.threads().schedule(() -> runStep(step), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void runStep(Runnable step) {
        if (gone) {
            return;
        }
        try {
            step.run();
        } catch (KubernetesClientException e) {
            if (e.getCode() == 404 || e.getCode() == 409) {
                gone = true;
            } else {
                after(Duration.ofMillis(500), step);
            }
        }
    }

    private void schedule() {
        if (PodScheduler.isGated(pod)) {
            patchStatus(PodStatusText.unscheduled(
                    "SchedulingGated", "Scheduling is blocked due to non-empty scheduling gates"));
            return;
        }
        Optional<String> obstacle = asked.filter(a -> a.kind() == Kind.UNSCHEDULABLE)
                .map(a -> "0/1 nodes are available: 1 Insufficient cpu.")
                .or(() -> around.scheduler().obstacle(pod));
        if (obstacle.isPresent()) {
            patchStatus(PodStatusText.unscheduled("Unschedulable", obstacle.get()));
            tell(null, "Warning", "FailedScheduling", obstacle.get());
            return;
        }
        String name = pod.getMetadata().getName();
        String namespace = pod.getMetadata().getNamespace();
        try {
            around.client()
                    .bindings()
                    .inNamespace(namespace)
                    .resource(new BindingBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .withUid(pod.getMetadata().getUid())
                            .endMetadata()
                            .withNewTarget()
                            .withKind("Node")
                            .withName(around.node())
                            .endTarget()
                            .build())
                    .create();
        } catch (KubernetesClientException e) {
            // 409: bound already, by a try whose answer was lost.
            if (e.getCode() != 409) {
                throw e;
            }
        }
        tell(
                null,
                "Normal",
                "Scheduled",
                "Successfully assigned %s/%s to %s".formatted(namespace, name, around.node()));
        advance();
    }

    /** Starts what can be started now: one init container after the other, then all others. */
    private void advance() {
        for (ContainerLife container : containers) {
            if (container.init && !container.letsOthersStart()) {
                start(container);
                return;
            }
        }
        containers.stream().filter(c -> !c.init).forEach(this::start);
    }

    private void start(ContainerLife container) {
        Container spec = container.spec;
        try {
            if (asked.filter(a -> a.kind() == Kind.PULL_ERROR).isPresent()) {
                throw RegistryImages.failed(spec.getImage(), spec.getImage() + ": not found");
            }
            RegistryImages.Image image = around.images().find(spec.getImage());
            container.imageId = image.id();
            container.behaviour = container.sidecar ? image.behaviour() : asked.orElse(image.behaviour());
        } catch (RegistryImages.PullFailure failure) {
            cannotPull(container, failure);
            return;
        }
        Optional<PodNeeds.Missing> missing = around.needs().missing(pod, spec);
        if (missing.isPresent()) {
            container.waits(missing.get().reason(), missing.get().message());
            publish();
            tell(container, "Warning", missing.get().event(), missing.get().eventMessage());
            after(Duration.ofSeconds(1), () -> start(container));
            return;
        }
        run(container);
    }

    private void cannotPull(ContainerLife container, RegistryImages.PullFailure failure) {
        String image = container.spec.getImage();
        container.waits(failure.reason, failure.getMessage());
        publish();
        if (failure.reason.equals("ErrImagePull")) {
            tell(container, "Normal", "Pulling", "Pulling image \"" + image + "\"");
            tell(container, "Warning", "Failed", "Failed to pull image \"" + image + "\": " + failure.getMessage());
            tell(container, "Warning", "Failed", "Error: ErrImagePull");
            String message = "Back-off pulling image \"" + image + "\"";
            after(Duration.ofMillis(300), () -> {
                container.waits("ImagePullBackOff", message);
                publish();
                tell(container, "Normal", "BackOff", message);
                tell(container, "Warning", "Failed", "Error: ImagePullBackOff");
                after(backOff(++container.failedPulls), () -> start(container));
            });
        } else {
            tell(container, "Warning", "InspectFailed", failure.getMessage());
        }
    }

    private void run(ContainerLife container) {
        container.runs();
        Kind kind = container.behaviour.kind();
        boolean ends = !container.sidecar
                && (container.init || !pod.getSpec().getRestartPolicy().equals("Always"));
        container.ready = kind == Kind.RUN && container.behaviour.delay().isZero() && !ends;
        publish();
        if (container.restarts == 0) {
            String image = container.spec.getImage();
            tell(container, "Normal", "Pulled", "Successfully pulled image \"" + image + "\"");
        }
        tell(container, "Normal", "Started", "Started container " + container.spec.getName());
        if (container.sidecar && container.restarts == 0) {
            advance();
        }
        switch (kind) {
            case CRASH, EXIT_1 -> after(UNTIL_CRASH, () -> ended(container, 1));
            case EXIT_0 -> after(JOB, () -> ended(container, 0));
            case NEVER_READY ->
                tell(
                        container,
                        "Warning",
                        "Unhealthy",
                        "Readiness probe failed: HTTP probe failed with statuscode: 503");
            default -> {
                if (ends) {
                    Duration delay = container.behaviour.delay();
                    after(delay.isZero() && !container.init ? JOB : delay, () -> ended(container, 0));
                } else if (!container.ready) {
                    after(container.behaviour.delay(), () -> {
                        container.ready = true;
                        publish();
                    });
                }
            }
        }
    }

    private void ended(ContainerLife container, int exitCode) {
        if (container.finished) {
            return;
        }
        container.ends(exitCode);
        String policy = pod.getSpec().getRestartPolicy();
        boolean again = container.sidecar
                || (exitCode == 0 ? policy.equals("Always") && !container.init : !policy.equals("Never"));
        if (!again) {
            container.finished = true;
            endSidecars();
            publish();
            if (container.init && exitCode == 0) {
                advance();
            }
            return;
        }
        Duration pause = Duration.ofMillis(200);
        if (container.restarts > 0) {
            pause = backOff(container.restarts);
            container.waits(
                    "CrashLoopBackOff",
                    "back-off %ds restarting failed container=%s pod=%s_%s(%s)"
                            .formatted(
                                    pause.toSeconds() * 10,
                                    container.spec.getName(),
                                    pod.getMetadata().getName(),
                                    pod.getMetadata().getNamespace(),
                                    pod.getMetadata().getUid()));
        }
        publish();
        if (container.restarts > 0) {
            tell(container, "Warning", "BackOff", "Back-off restarting failed container");
        }
        after(pause, () -> {
            if (!container.finished) {
                container.restarts++;
                run(container);
            }
        });
    }

    /** They do not keep a pod from its end. */
    private void endSidecars() {
        boolean over = containers.stream().filter(c -> !c.init).allMatch(c -> c.finished)
                || containers.stream().anyMatch(c -> c.init && !c.sidecar && c.finished && c.exitCode() != 0);
        if (over) {
            containers.stream().filter(c -> c.sidecar && c.wasStarted()).forEach(sidecar -> {
                sidecar.ends(0);
                sidecar.finished = true;
            });
        }
    }

    private static Duration backOff(int failures) {
        Duration doubled = Duration.ofSeconds(1L << Math.min(failures - 1, 10));
        return doubled.compareTo(LONGEST_BACK_OFF) < 0 ? doubled : LONGEST_BACK_OFF;
    }

    private void publish() {
        patchStatus(status.of(containers));
    }

    private void patchStatus(String json) {
        around.client()
                .pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        // With the uid, a successor of the same name is never meant.
                        "{\"metadata\":{\"uid\":\"%s\"},\"status\":%s}"
                                .formatted(pod.getMetadata().getUid(), json));
    }

    private void tell(ContainerLife container, String type, String reason, String message) {
        String name = container == null ? null : container.spec.getName();
        around.threads().execute(() -> around.events().say(pod, name, type, reason, message));
    }
}
