package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;

/** Ready, or ended well; failed when it ended badly or a container cannot start. */
final class PodRule implements HealthRule {

    @Override
    public RuleResult evaluate(JsonNode object) {
        String phase = object.path("status").path("phase").asText();
        if (phase.equals("Succeeded")
                || StatusCondition.whenTrue(object, "Ready").isPresent()) {
            // A changed image is started a moment later; and some runtimes report another digest of the same image.
            return PinnedImages.inPod(object.path("spec")).otherReportedBy(object)
                    ? RuleResult.currentBut(
                            "OtherImage", "its node reports another image than the wanted one as running")
                    : RuleResult.CURRENT;
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
