package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;

/** All replicas available. */
final class ReplicaSetRule implements HealthRule {

    @Override
    public Judgement judge(JsonNode object) {
        Replicas replicas = new Replicas(object);
        return replicas.status("availableReplicas") < replicas.wanted()
                ? Condition.when(object, "ReplicaFailure")
                        .map(Condition::asProgress)
                        .orElse(Replicas.missing(replicas.status("availableReplicas"), replicas.wanted(), "available"))
                : Judgement.CURRENT;
    }
}
