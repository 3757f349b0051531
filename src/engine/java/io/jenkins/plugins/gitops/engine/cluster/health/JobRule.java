package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Complete is good, failed is failed, everything else is in progress: unlike kstatus, for which a job that runs is
 * current; a delivery with a migration waits for its end. A suspended job is as somebody wants it.
 */
final class JobRule implements HealthRule {

    @Override
    public RuleResult evaluate(JsonNode object) {
        if (StatusCondition.whenTrue(object, "Complete").isPresent()) {
            return RuleResult.CURRENT;
        }
        if (object.path("spec").path("suspend").asBoolean()) {
            return RuleResult.currentBut("Suspended", "it is suspended, so nothing runs its image");
        }
        return StatusCondition.whenTrue(object, "Failed")
                .map(StatusCondition::asFailure)
                .orElseGet(() -> RuleResult.inProgress(
                        "Running",
                        object.path("status").path("succeeded").asLong() + " of "
                                + object.path("spec").path("completions").asLong(1) + " runs succeeded"));
    }
}
