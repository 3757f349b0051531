package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;

/** Decides whether an object of a kind is healthy. */
@FunctionalInterface
interface HealthRule {

    /** @param object as the API server has it; that it is not being deleted is checked before */
    RuleResult evaluate(JsonNode object);

    /**
     * This rule, once the kind's controller has seen the newest desired state; before that, its status is about an older
     * one.
     */
    default HealthRule onceObserved() {
        return object -> {
            long generation = object.path("metadata").path("generation").asLong();
            long observed = object.path("status").path("observedGeneration").asLong();
            return observed < generation
                    ? RuleResult.inProgress(
                            "NotObserved", "its controller has not seen generation " + generation + " yet")
                    : evaluate(object);
        };
    }
}
