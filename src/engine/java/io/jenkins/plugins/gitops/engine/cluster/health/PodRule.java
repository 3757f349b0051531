package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;

/** Ready, or ended well; failed when it ended badly or a container cannot start. */
final class PodRule implements HealthRule {

    @Override
    public RuleResult evaluate(JsonNode object) {
        String phase = object.path("status").path("phase").asText();
        if (phase.equals("Succeeded")
                || StatusCondition.whenTrue(object, "Ready").isPresent()) {
            return RuleResult.CURRENT;
        }
        if (phase.equals("Failed")) {
            return RuleResult.failed(
                    object.path("status").path("reason").asText("Failed"),
                    object.path("status").path("message").asText("a container ended with an error"));
        }
        return PodProblem.in(object)
                .map(problem -> new RuleResult(problem.status(), problem.reason(), problem.message()))
                .orElse(RuleResult.inProgress("NotReady", "it is not ready yet"));
    }
}
