package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** The rules that are a few lines. */
final class SmallRules {

    private static final Set<String> AUTOSCALER_BROKEN =
            Set.of("FailedGetScale", "FailedUpdateScale", "InvalidSelector", "InvalidMetricSourceType");

    /** Somebody set the number of replicas to 0, which switches an autoscaler off. */
    private static final String AUTOSCALER_OFF = "ScalingDisabled";

    /** Where {@code autoscaling/v1} has the conditions, as text. */
    private static final String AUTOSCALER_CONDITIONS = "autoscaling.alpha.kubernetes.io/conditions";

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

    /**
     * What it scales must be there. That it does not scale, for want of metrics mostly, is told and does not decide: the metrics
     * of new pods come a minute after them. Its controller looks at it every 15 seconds, so a delivery of a new one may end
     * before there is anything to tell.
     */
    static RuleResult autoscaler(JsonNode autoscaler) {
        JsonNode told = withConditions(autoscaler);
        return StatusCondition.of(told, "AbleToScale")
                .filter(condition -> condition.isFalse() && AUTOSCALER_BROKEN.contains(condition.reason()))
                .map(StatusCondition::asProgress)
                .or(() -> StatusCondition.of(told, "ScalingActive")
                        .filter(condition ->
                                condition.isFalse() && !condition.reason().equals(AUTOSCALER_OFF))
                        .map(condition -> condition.asException("it does not scale at the moment: ")))
                .orElse(RuleResult.CURRENT);
    }

    private static JsonNode withConditions(JsonNode autoscaler) {
        JsonNode written = autoscaler.path("metadata").path("annotations").path(AUTOSCALER_CONDITIONS);
        if (autoscaler.path("status").has("conditions") || !written.isTextual()) {
            return autoscaler;
        }
        ObjectNode told = ClusterJson.object();
        told.putObject("status")
                .set("conditions", ClusterJson.lenient(written.asText().getBytes(StandardCharsets.UTF_8)));
        return told;
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
     * A budget says when pods may be evicted, and nothing of what runs, so it does not decide. One of pods that no controller
     * made is never observed by old servers, and counts no pod on newer ones.
     */
    static RuleResult disruptionBudget(JsonNode budget) {
        if (!HealthRule.observed(budget)) {
            return RuleResult.currentBut(HealthRule.NOT_OBSERVED, "its controller does not count its pods");
        }
        JsonNode expected = budget.path("status").path("expectedPods");
        return expected.isNumber() && expected.asLong() == 0
                ? RuleResult.currentBut(HealthRule.COUNTS_NOTHING, "its controller counts no pod")
                : RuleResult.CURRENT;
    }
}
