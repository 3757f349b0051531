package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Argo's Rollout, by the phase that its controller writes since version 1.0. Without a status there is no controller, and
 * nothing runs. A pause that waits for a person is in progress, as that of a Deployment is.
 */
final class RolloutRule implements HealthRule {

    @Override
    public RuleResult evaluate(JsonNode object) {
        JsonNode status = object.path("status");
        String said = status.path("message").asText();
        return switch (status.path("phase").asText()) {
            case "Healthy" -> ReplicaCounts.allOf(new ReplicaCounts(object).wanted(), object);
            case "Degraded" -> RuleResult.failed("Degraded", said.isEmpty() ? "its controller gave it up" : said);
            case "Paused" ->
                RuleResult.inProgress(
                        "Paused",
                        (said.isEmpty() ? "it is paused" : said) + ": kubectl argo rollouts promote "
                                + object.path("metadata").path("name").asText() + " -n "
                                + object.path("metadata").path("namespace").asText());
            default ->
                RuleResult.inProgress("Progressing", said.isEmpty() ? "its controller has not said how it is" : said);
        };
    }
}
