package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;

/** The rules that are a few lines. */
final class SmallRules {

    private static final Set<String> AUTOSCALER_BROKEN =
            Set.of("FailedGetScale", "FailedUpdateScale", "InvalidSelector", "InvalidMetricSourceType");

    private SmallRules() {}

    /**
     * Bound is good and lost is failed. Pending is good too: with {@code WaitForFirstConsumer} it lasts until a pod
     * mounts the claim, and a pod that waits for its claim is seen by the workload's rule.
     */
    static RuleResult volumeClaim(JsonNode claim) {
        return claim.path("status").path("phase").asText().equals("Lost")
                ? RuleResult.failed("Lost", "its volume is gone")
                : RuleResult.CURRENT;
    }

    static RuleResult service(JsonNode service) {
        boolean waits = service.path("spec").path("type").asText().equals("LoadBalancer")
                && service.path("status").path("loadBalancer").path("ingress").isEmpty();
        return waits ? RuleResult.inProgress("NoAddress", "its load balancer has no address yet") : RuleResult.CURRENT;
    }

    static RuleResult namespace(JsonNode namespace) {
        return namespace.path("status").path("phase").asText("Active").equals("Active")
                ? RuleResult.CURRENT
                : RuleResult.inProgress("Terminating", "it is being deleted");
    }

    static RuleResult definition(JsonNode definition) {
        Optional<StatusCondition> refused = StatusCondition.of(definition, "NamesAccepted")
                .filter(condition -> condition.status().equals("False"));
        if (refused.isPresent()) {
            return refused.get().asFailure();
        }
        return StatusCondition.whenTrue(definition, "Established").isPresent()
                ? RuleResult.CURRENT
                : StatusCondition.of(definition, "Established")
                        .map(StatusCondition::asProgress)
                        .orElse(RuleResult.inProgress("NotEstablished", "its kind is not served yet"));
    }

    static RuleResult aggregatedApi(JsonNode api) {
        return StatusCondition.whenTrue(api, "Available").isPresent()
                ? RuleResult.CURRENT
                : StatusCondition.of(api, "Available")
                        .map(StatusCondition::asProgress)
                        .orElse(RuleResult.inProgress("NotAvailable", "its server was not asked yet"));
    }

    /** That metrics are missing is ordinary at first; what it scales must be there. */
    static RuleResult autoscaler(JsonNode autoscaler) {
        return StatusCondition.of(autoscaler, "AbleToScale")
                .filter(condition ->
                        condition.status().equals("False") && AUTOSCALER_BROKEN.contains(condition.reason()))
                .map(StatusCondition::asProgress)
                .orElse(RuleResult.CURRENT);
    }

    /** It starts pods when its time has come; none of them is waited for. */
    static RuleResult cronJob(JsonNode cronJob) {
        return PinnedImages.of(cronJob).isEmpty()
                ? RuleResult.CURRENT
                : RuleResult.currentBut("NotStarted", "it runs its image when its time comes, which is not waited for");
    }

    /** It makes Applications, which have a health of their own. */
    static RuleResult applicationSet(JsonNode set) {
        return StatusCondition.whenTrue(set, "ErrorOccurred")
                .map(StatusCondition::asProgress)
                .orElse(RuleResult.currentBut("NotKnown", "the Applications that it makes are not looked at"));
    }

    /**
     * A budget of pods that no controller made is never observed. It says when pods may be evicted, and nothing of what
     * runs, so it does not decide.
     */
    static RuleResult disruptionBudget(JsonNode budget) {
        return HealthRule.observed(budget)
                ? RuleResult.CURRENT
                : RuleResult.currentBut(HealthRule.NOT_OBSERVED, "its controller does not count its pods");
    }
}
