package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** All replicas updated, available and ready, none of an older template left; or the progress deadline missed. */
final class DeploymentRule implements HealthRule {

    @Override
    public RuleResult evaluate(JsonNode object) {
        Optional<StatusCondition> late = StatusCondition.of(object, "Progressing")
                .filter(condition -> condition.reason().equals("ProgressDeadlineExceeded"));
        if (late.isPresent()) {
            return late.get().asFailure();
        }
        ReplicaCounts replicas = new ReplicaCounts(object);
        long wanted = replicas.wanted();
        long updated = replicas.status("updatedReplicas");
        long all = replicas.status("replicas");
        Optional<StatusCondition> refused = StatusCondition.whenTrue(object, "ReplicaFailure");
        if (refused.isPresent() && updated < wanted) {
            return replicaFailure(refused.get(), all > updated);
        }
        if (object.path("spec").path("paused").asBoolean() && updated < wanted) {
            return RuleResult.inProgress("Paused", "it is paused: set spec.paused to false");
        }
        if (updated < wanted) {
            return ReplicaCounts.missing(updated, wanted, "updated");
        }
        if (all > updated) {
            long old = all - updated;
            return RuleResult.inProgress(
                    "RollingOut", old + (old == 1 ? " old replica" : " old replicas") + " not gone yet");
        }
        if (replicas.status("readyReplicas") < wanted) {
            return ReplicaCounts.missing(replicas.status("readyReplicas"), wanted, "ready");
        }
        if (replicas.status("availableReplicas") < wanted) {
            return ReplicaCounts.missing(replicas.status("availableReplicas"), wanted, "available");
        }
        return StatusCondition.of(object, "Available")
                .filter(condition -> !condition.status().equals("True"))
                .map(StatusCondition::asProgress)
                .orElseGet(() -> ReplicaCounts.allOf(wanted, object));
    }

    /**
     * The server refused to create a pod. A quota is freed when old pods go, and a new namespace's ServiceAccount comes
     * after a moment: then there is hope. Everything else that is forbidden stays so.
     */
    private static RuleResult replicaFailure(StatusCondition refused, boolean oldPods) {
        String message = refused.message();
        boolean passing = (oldPods && message.contains("exceeded quota"))
                || message.contains("error looking up service account")
                || !message.contains("forbidden");
        return passing ? refused.asProgress() : refused.asFailure();
    }
}
