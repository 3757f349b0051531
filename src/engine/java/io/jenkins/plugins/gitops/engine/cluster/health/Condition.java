package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** An entry of {@code status.conditions}. */
record Condition(String type, String status, String reason, String message) {

    static Optional<Condition> of(JsonNode object, String type) {
        for (JsonNode each : object.path("status").path("conditions")) {
            if (each.path("type").asText().equals(type)) {
                return Optional.of(new Condition(
                        type,
                        each.path("status").asText(),
                        each.path("reason").asText(),
                        each.path("message").asText()));
            }
        }
        return Optional.empty();
    }

    /** The condition, if it is there and true. */
    static Optional<Condition> when(JsonNode object, String type) {
        return of(object, type).filter(condition -> condition.status.equals("True"));
    }

    Judgement asFailure() {
        return Judgement.failed(reason.isEmpty() ? type : reason, message);
    }

    Judgement asProgress() {
        return Judgement.inProgress(reason.isEmpty() ? type : reason, message);
    }
}
