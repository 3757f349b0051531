package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** An entry of {@code status.conditions}. */
record StatusCondition(String type, String status, String reason, String message) {

    static Optional<StatusCondition> of(JsonNode object, String type) {
        for (JsonNode each : object.path("status").path("conditions")) {
            if (each.path("type").asText().equals(type)) {
                return Optional.of(new StatusCondition(
                        type,
                        each.path("status").asText(),
                        each.path("reason").asText(),
                        each.path("message").asText()));
            }
        }
        return Optional.empty();
    }

    /** The condition, if it is there and true. */
    static Optional<StatusCondition> whenTrue(JsonNode object, String type) {
        return of(object, type).filter(condition -> condition.status.equals("True"));
    }

    RuleResult asFailure() {
        return RuleResult.failed(reason.isEmpty() ? type : reason, message);
    }

    RuleResult asProgress() {
        return RuleResult.inProgress(reason.isEmpty() ? type : reason, message);
    }
}
