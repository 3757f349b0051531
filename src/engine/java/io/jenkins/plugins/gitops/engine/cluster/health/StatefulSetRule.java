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
        // Once all pods are of one revision, some versions report no updatedReplicas.
        long older = oneRevision ? 0 : Math.max(0, wanted - replicas.status("updatedReplicas"));
        if (strategy.path("type").asText().equals("OnDelete")) {
            return older == 0
                    ? ReplicaCounts.allOf(wanted, object)
                    : ReplicaCounts.olderStay(
                            older, wanted, "with updateStrategy OnDelete they stay until somebody deletes them");
        }
        long partition = strategy.path("rollingUpdate").path("partition").asLong();
        long toUpdate = Math.max(0, wanted - partition);
        if (!oneRevision && replicas.status("updatedReplicas") < toUpdate) {
            return ReplicaCounts.missing(replicas.status("updatedReplicas"), toUpdate, "updated");
        }
        if (!oneRevision && partition == 0) {
            return RuleResult.inProgress("RollingOut", "the new revision is not the current one yet");
        }
        return older == 0
                ? ReplicaCounts.allOf(wanted, object)
                : ReplicaCounts.olderStay(older, wanted, "spec.updateStrategy.rollingUpdate.partition is " + partition);
    }
}
