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
    static Judgement volumeClaim(JsonNode claim) {
        return claim.path("status").path("phase").asText().equals("Lost")
                ? Judgement.failed("Lost", "its volume is gone")
                : Judgement.CURRENT;
    }

    static Judgement service(JsonNode service) {
        boolean waits = service.path("spec").path("type").asText().equals("LoadBalancer")
                && service.path("status").path("loadBalancer").path("ingress").isEmpty();
        return waits ? Judgement.inProgress("NoAddress", "its load balancer has no address yet") : Judgement.CURRENT;
    }

    static Judgement namespace(JsonNode namespace) {
        return namespace.path("status").path("phase").asText("Active").equals("Active")
                ? Judgement.CURRENT
                : Judgement.inProgress("Terminating", "it is being deleted");
    }

    static Judgement definition(JsonNode definition) {
        Optional<Condition> refused = Condition.of(definition, "NamesAccepted")
                .filter(condition -> condition.status().equals("False"));
        if (refused.isPresent()) {
            return refused.get().asFailure();
        }
        return Condition.when(definition, "Established").isPresent()
                ? Judgement.CURRENT
                : Condition.of(definition, "Established")
                        .map(Condition::asProgress)
                        .orElse(Judgement.inProgress("NotEstablished", "its kind is not served yet"));
    }

    static Judgement aggregatedApi(JsonNode api) {
        return Condition.when(api, "Available").isPresent()
                ? Judgement.CURRENT
                : Condition.of(api, "Available")
                        .map(Condition::asProgress)
                        .orElse(Judgement.inProgress("NotAvailable", "its server was not asked yet"));
    }

    /** That metrics are missing is ordinary at first; what it scales must be there. */
    static Judgement autoscaler(JsonNode autoscaler) {
        return Condition.of(autoscaler, "AbleToScale")
                .filter(condition ->
                        condition.status().equals("False") && AUTOSCALER_BROKEN.contains(condition.reason()))
                .map(Condition::asProgress)
                .orElse(Judgement.CURRENT);
    }

    /** By the conditions that kstatus asks of custom kinds; a kind that has none is current as soon as it exists. */
    static Judgement other(JsonNode object) {
        JsonNode observed = object.path("status").path("observedGeneration");
        if (observed.isNumber()
                && observed.asLong()
                        < object.path("metadata").path("generation").asLong()) {
            return Judgement.inProgress("NotObserved", "its controller has not seen it yet");
        }
        Optional<Condition> stalled = Condition.when(object, "Stalled");
        if (stalled.isPresent()) {
            return stalled.get().asFailure();
        }
        Optional<Condition> reconciling = Condition.when(object, "Reconciling");
        return reconciling
                .or(() -> Condition.of(object, "Ready")
                        .filter(condition -> !condition.status().equals("True")))
                .map(Condition::asProgress)
                .orElse(Judgement.CURRENT);
    }
}
