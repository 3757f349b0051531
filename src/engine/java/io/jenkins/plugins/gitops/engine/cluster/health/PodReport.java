package io.jenkins.plugins.gitops.engine.cluster.health;

import java.util.List;

/**
 * A pod with a problem, and its events and log.
 *
 * @param container which of its containers; empty when it is the pod as a whole
 * @param reason as Kubernetes has it: {@code ImagePullBackOff}
 * @param events the last warnings about it, oldest first, one line each
 * @param log the end of the container's log, at most 20 lines; what seems to be a secret is masked
 */
public record PodReport(
        String pod, String container, String reason, String message, List<String> events, List<String> log) {

    public PodReport {
        events = List.copyOf(events);
        log = List.copyOf(log);
    }

    /** For people, over several lines. */
    public String text() {
        StringBuilder text = new StringBuilder("pod " + pod);
        if (!container.isEmpty()) {
            text.append(", container ").append(container);
        }
        text.append(": ").append(reason).append(": ").append(message);
        events.forEach(event -> text.append("\n  event: ").append(event));
        log.forEach(line -> text.append("\n  log: ").append(line));
        return text.toString();
    }
}
