package io.jenkins.plugins.gitops.engine.cluster.health;

import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import java.util.List;

/**
 * How one object is.
 *
 * @param reason one word; empty when all is as wanted
 * @param message one sentence; empty when all is as wanted; of a current object, what people have to know nevertheless
 * @param pods for a workload that is not current: those of its pods that are in trouble, a few at most
 */
public record ObjectHealth(ObjectRef ref, HealthStatus status, String reason, String message, List<PodReport> pods) {

    public ObjectHealth {
        pods = List.copyOf(pods);
    }

    /** For people: one line, and more for each pod in trouble. */
    public String text() {
        StringBuilder text = new StringBuilder(ref + ": " + status);
        if (!reason.isEmpty()) {
            text.append(": ").append(reason).append(": ").append(message);
        }
        pods.forEach(pod -> text.append("\n  ").append(pod.text().replace("\n", "\n  ")));
        return text.toString();
    }
}
