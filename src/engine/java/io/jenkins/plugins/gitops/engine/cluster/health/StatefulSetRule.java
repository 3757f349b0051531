package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.CountedNoun;

/**
 * All replicas ready (available, where they have to be ready for some time), and those above the partition of the newest
 * revision. With {@code OnDelete} a person decides when pods are replaced. Pods that stay as they were are said.
 */
final class StatefulSetRule implements HealthRule {

    @Override
    public RuleResult evaluate(JsonNode object) {
        ReplicaCounts replicas = new ReplicaCounts(object);
        long wanted = replicas.wanted();
        if (replicas.status("readyReplicas") < wanted) {
            return ReplicaCounts.missing(replicas.status("readyReplicas"), wanted, "ready");
        }
        if (replicas.status("replicas") > wanted) {
            return RuleResult.inProgress(
                    "RollingOut",
                    CountedNoun.of(replicas.status("replicas") - wanted, "replica") + " too many not gone yet");
        }
        // Servers before 1.22 have neither of the two fields.
        if (object.path("spec").path("minReadySeconds").asLong() > 0 && replicas.status("availableReplicas") < wanted) {
            return ReplicaCounts.missing(replicas.status("availableReplicas"), wanted, "available");
        }
        JsonNode strategy = object.path("spec").path("updateStrategy");
        JsonNode status = object.path("status");
        boolean oneRevision = status.path("currentRevision").equals(status.path("updateRevision"));
        // With one revision, servers before 1.12 count its pods in the first field alone (kubernetes/kubernetes#52653).
        // After a rollback there is one revision too, though pods may still be of the one that failed.
        long updated =
                Math.max(replicas.status("updatedReplicas"), oneRevision ? replicas.status("currentReplicas") : 0);
        long older = Math.max(0, wanted - updated);
        if (strategy.path("type").asText().equals("OnDelete")) {
            return older == 0
                    ? ReplicaCounts.allOf(wanted, object)
                    : ReplicaCounts.olderStay(
                            older, wanted, "with updateStrategy OnDelete they stay until somebody deletes them");
        }
        long partition = strategy.path("rollingUpdate").path("partition").asLong();
        // A pod below the partition is made of the current revision, which is the same here.
        long toUpdate = oneRevision ? wanted : Math.max(0, wanted - partition);
        if (updated < toUpdate) {
            return ReplicaCounts.missing(updated, toUpdate, "updated");
        }
        if (!oneRevision && partition == 0) {
            return RuleResult.inProgress("RollingOut", "the new revision is not the current one yet");
        }
        return older == 0
                ? ReplicaCounts.allOf(wanted, object)
                : ReplicaCounts.olderStay(older, wanted, "spec.updateStrategy.rollingUpdate.partition is " + partition);
    }
}
