package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;

/** All replicas available; for ReplicationControllers too. What these pods run is looked at by {@link KeptPods}. */
final class ReplicaSetRule implements HealthRule {

    @Override
    public RuleResult evaluate(JsonNode object) {
        ReplicaCounts replicas = new ReplicaCounts(object);
        return replicas.status("availableReplicas") < replicas.wanted()
                ? StatusCondition.whenTrue(object, "ReplicaFailure")
                        .map(StatusCondition::asProgress)
                        .orElse(ReplicaCounts.missing(
                                replicas.status("availableReplicas"), replicas.wanted(), "available"))
                : ReplicaCounts.allOf(replicas.wanted(), object);
    }
}
