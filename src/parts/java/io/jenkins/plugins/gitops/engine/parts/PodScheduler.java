package io.jenkins.plugins.gitops.engine.parts;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/** Whether a pod fits on the one node there is: by its node selector and its requests, not by what others requested. */
record PodScheduler(Map<String, String> labels, Map<String, Quantity> capacity) {

    /** Why the pod does not fit, in the scheduler's words. */
    Optional<String> obstacle(Pod pod) {
        Map<String, String> selector = pod.getSpec().getNodeSelector();
        if (selector != null && !labels.entrySet().containsAll(selector.entrySet())) {
            return Optional.of("0/1 nodes are available: 1 node(s) didn't match Pod's node affinity.");
        }
        return capacity.entrySet().stream()
                .filter(entry -> requested(pod, entry.getKey())
                                .compareTo(entry.getValue().getNumericalAmount())
                        > 0)
                .findFirst()
                .map(entry -> "0/1 nodes are available: 1 Insufficient " + entry.getKey() + ".");
    }

    /** Whether nobody may schedule it yet (KEP-3521). */
    static boolean isGated(Pod pod) {
        return pod.getSpec().getSchedulingGates() != null
                && !pod.getSpec().getSchedulingGates().isEmpty();
    }

    private static BigDecimal requested(Pod pod, String resource) {
        return pod.getSpec().getContainers().stream()
                .map(container -> container.getResources())
                .filter(resources -> resources != null && resources.getRequests() != null)
                .map(resources -> resources.getRequests().get(resource))
                .filter(quantity -> quantity != null)
                .map(Quantity::getNumericalAmount)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
