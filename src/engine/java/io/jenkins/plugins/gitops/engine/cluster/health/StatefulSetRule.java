package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.CountedNoun;

/**
 * All replicas ready, and those above the partition of the newest revision. With {@code OnDelete} a person decides when
 * pods are replaced, so their revision does not count.
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
        JsonNode strategy = object.path("spec").path("updateStrategy");
        if (strategy.path("type").asText().equals("OnDelete")) {
            return RuleResult.CURRENT;
        }
        long partition = strategy.path("rollingUpdate").path("partition").asLong();
        long toUpdate = Math.max(0, wanted - partition);
        JsonNode status = object.path("status");
        boolean oneRevision = status.path("currentRevision").equals(status.path("updateRevision"));
        // Once all pods are of one revision, some versions report no updatedReplicas.
        if (!oneRevision && replicas.status("updatedReplicas") < toUpdate) {
            return ReplicaCounts.missing(replicas.status("updatedReplicas"), toUpdate, "updated");
        }
        if (!oneRevision && partition == 0) {
            return RuleResult.inProgress("RollingOut", "the new revision is not the current one yet");
        }
        return RuleResult.CURRENT;
    }
}
