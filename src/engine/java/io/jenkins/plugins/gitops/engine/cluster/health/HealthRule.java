package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;

/** Decides whether an object of a kind is healthy. */
@FunctionalInterface
interface HealthRule {

    /** @param object as the API server has it; that it is not being deleted is checked before */
    RuleResult evaluate(JsonNode object);

    /** The reason of what its kind's controller has not looked at. */
    String NOT_OBSERVED = "NotObserved";

    /** The reason of what counts none of its pods, which is worth a word only where a warning of the cluster says why. */
    String COUNTS_NOTHING = "CountsNothing";

    /**
     * This rule, once the kind's controller has seen the newest desired state; before that, its status is about an older
     * one.
     */
    default HealthRule onceObserved() {
        return object -> observed(object) ? evaluate(object) : notObserved(object);
    }

    /** Whether the controller has seen the newest desired state. Argo writes the number as a text. */
    static boolean observed(JsonNode object) {
        return object.path("status").path("observedGeneration").asLong()
                >= object.path("metadata").path("generation").asLong();
    }

    static RuleResult notObserved(JsonNode object) {
        return RuleResult.inProgress(
                NOT_OBSERVED,
                "its controller has not seen generation "
                        + object.path("metadata").path("generation").asLong() + " yet");
    }
}
