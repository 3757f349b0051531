package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** A pod of an older revision that does not get ready, and for which a StatefulSet waits before it makes newer ones. */
final class StuckPod {

    /** The reason of the object that waits for it. */
    static final String REASON = "StuckPod";

    private StuckPod() {}

    /**
     * What is to be said of a pod in the way; nothing when it may just need some time.
     *
     * @return in progress, whatever the pod's own trouble is: without it the rollout goes on
     */
    static Optional<PodProblem> problem(JsonNode pod) {
        return PodProblem.in(pod)
                .or(() -> PodProblem.unready(pod))
                .map(own -> new PodProblem(
                        HealthStatus.IN_PROGRESS,
                        own.container(),
                        REASON,
                        own.message() + "; it is of an older revision, and a StatefulSet makes no newer pod before all are"
                                + " ready. Delete it: " + KeptPods.delete(List.of(pod)),
                        own.restarted()));
    }
}
