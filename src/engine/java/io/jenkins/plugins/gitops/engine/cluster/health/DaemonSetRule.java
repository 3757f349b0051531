package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;

/** A ready pod of the newest template on every node that is to have one; with {@code OnDelete}, of any template. */
final class DaemonSetRule implements HealthRule {

    @Override
    public RuleResult evaluate(JsonNode object) {
        ReplicaCounts replicas = new ReplicaCounts(object);
        long wanted = replicas.status("desiredNumberScheduled");
        boolean byHand =
                object.path("spec").path("updateStrategy").path("type").asText().equals("OnDelete");
        if (!byHand && replicas.status("updatedNumberScheduled") < wanted) {
            return ReplicaCounts.missing(replicas.status("updatedNumberScheduled"), wanted, "updated");
        }
        if (replicas.status("numberReady") < wanted) {
            return ReplicaCounts.missing(replicas.status("numberReady"), wanted, "ready");
        }
        if (replicas.status("numberAvailable") < wanted) {
            return ReplicaCounts.missing(replicas.status("numberAvailable"), wanted, "available");
        }
        return RuleResult.CURRENT;
    }
}
