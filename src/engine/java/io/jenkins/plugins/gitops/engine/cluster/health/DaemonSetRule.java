package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A ready pod of the newest template on every node that is to have one. With {@code OnDelete} a person decides when pods are
 * replaced; that they are not yet is said.
 */
final class DaemonSetRule implements HealthRule {

    @Override
    public RuleResult evaluate(JsonNode object) {
        ReplicaCounts replicas = new ReplicaCounts(object);
        long wanted = replicas.status("desiredNumberScheduled");
        boolean byHand =
                object.path("spec").path("updateStrategy").path("type").asText().equals("OnDelete");
        long updated = replicas.status("updatedNumberScheduled");
        if (!byHand && updated < wanted) {
            return ReplicaCounts.missing(updated, wanted, "updated");
        }
        if (replicas.status("numberReady") < wanted) {
            return ReplicaCounts.missing(replicas.status("numberReady"), wanted, "ready");
        }
        if (replicas.status("numberAvailable") < wanted) {
            return ReplicaCounts.missing(replicas.status("numberAvailable"), wanted, "available");
        }
        return updated < wanted
                ? ReplicaCounts.olderStay(
                        wanted - updated, wanted, "with updateStrategy OnDelete they stay until somebody deletes them")
                : ReplicaCounts.allOf(wanted, object);
    }
}
