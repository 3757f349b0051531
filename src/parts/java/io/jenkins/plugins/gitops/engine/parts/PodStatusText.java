package io.jenkins.plugins.gitops.engine.parts;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A pod's status as a kubelet computes it from the pod's containers, as JSON for a merge patch. */
final class PodStatusText {

    private final String address;
    private final String startTime = ContainerLife.now();
    private final Map<String, PodCondition> reported = new HashMap<>();

    PodStatusText(Pod pod, String address) {
        this.address = Boolean.TRUE.equals(pod.getSpec().getHostNetwork()) ? "127.0.0.1" : address;
    }

    static String unscheduled(String reason, String message) {
        return Serialization.asJson(new PodStatusBuilder()
                .withPhase("Pending")
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("False")
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(ContainerLife.now())
                .endCondition()
                .build());
    }

    String of(List<ContainerLife> containers) {
        List<ContainerLife> inits = containers.stream().filter(c -> c.init).toList();
        List<ContainerLife> mains = containers.stream().filter(c -> !c.init).toList();
        String phase = phase(inits, mains);
        boolean over = phase.equals("Succeeded") || phase.equals("Failed");
        List<String> uninitialized = inits.stream()
                .filter(c -> !c.letsOthersStart())
                .map(c -> c.spec.getName())
                .toList();
        List<String> unready = containers.stream()
                .filter(c -> (!c.init || c.sidecar) && !c.ready)
                .map(c -> c.spec.getName())
                .toList();
        String notReady = phase.equals("Succeeded") ? "PodCompleted" : "ContainersNotReady";
        String unreadyText = "containers with unready status: " + text(unready);
        PodStatus status = new PodStatusBuilder()
                .withPhase(phase)
                .withHostIP("127.0.0.1")
                .withPodIP(over ? null : address)
                .addNewPodIP(address)
                .withStartTime(startTime)
                .withConditions(
                        condition(
                                "Initialized",
                                uninitialized.isEmpty(),
                                "ContainersNotInitialized",
                                "containers with incomplete status: " + text(uninitialized)),
                        condition("Ready", unready.isEmpty() && !over, notReady, unreadyText),
                        condition("ContainersReady", unready.isEmpty() && !over, notReady, unreadyText),
                        condition("PodScheduled", true, null, null))
                .withInitContainerStatuses(
                        inits.stream().map(ContainerLife::status).toList())
                .withContainerStatuses(mains.stream().map(ContainerLife::status).toList())
                .build();
        return Serialization.asJson(status);
    }

    private static String phase(List<ContainerLife> inits, List<ContainerLife> mains) {
        if (inits.stream().anyMatch(c -> !c.sidecar && c.finished && c.exitCode() != 0)) {
            return "Failed";
        }
        if (inits.stream().anyMatch(c -> !c.letsOthersStart()) || mains.stream().noneMatch(ContainerLife::wasStarted)) {
            return "Pending";
        }
        if (mains.stream().allMatch(c -> c.finished)) {
            return mains.stream().anyMatch(c -> c.exitCode() != 0) ? "Failed" : "Succeeded";
        }
        return "Running";
    }

    /** A condition keeps its time for as long as its status stays. */
    private PodCondition condition(String type, boolean holds, String reason, String message) {
        String status = holds ? "True" : "False";
        PodCondition before = reported.get(type);
        String since = before != null && before.getStatus().equals(status)
                ? before.getLastTransitionTime()
                : ContainerLife.now();
        PodCondition now = new PodConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(holds ? null : reason)
                .withMessage(holds ? null : message)
                .withLastTransitionTime(since)
                .build();
        reported.put(type, now);
        return now;
    }

    private static String text(List<String> names) {
        return "[" + String.join(" ", names) + "]";
    }
}
