package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * Flux's HelmRelease and Kustomization, by their conditions. Each condition names the generation that it is about, and
 * {@code status.observedGeneration} counts only what was reconciled; until the controller has looked, nothing is known.
 */
final class FluxRule implements HealthRule {

    /** What a release that failed says, and what then counts the failures. */
    private static final Map<String, String> ACTIONS = Map.of("InstallFailed", "install", "UpgradeFailed", "upgrade");

    @Override
    public RuleResult evaluate(JsonNode object) {
        if (object.path("spec").path("suspend").asBoolean()) {
            return RuleResult.currentBut(
                    "Suspended", "it is suspended, so Flux rolls out nothing of it until somebody resumes it");
        }
        Optional<StatusCondition> stalled =
                StatusCondition.whenTrue(object, "Stalled").filter(condition -> isOfNow(condition, object));
        if (stalled.isPresent()) {
            return stalled.get().asFailure();
        }
        Optional<StatusCondition> ready =
                StatusCondition.of(object, "Ready").filter(condition -> isOfNow(condition, object));
        if (ready.isEmpty()) {
            return HealthRule.notObserved(object);
        }
        Optional<StatusCondition> reconciling = StatusCondition.whenTrue(object, "Reconciling");
        if (!ready.get().isTrue()) {
            return reconciling.isEmpty() && isGivenUp(ready.get(), object)
                    ? ready.get().asFailure()
                    : ready.get().asProgress();
        }
        if (reconciling.isPresent()) {
            return reconciling.get().asProgress();
        }
        JsonNode attempted = object.path("status").path("lastAttemptedRevision");
        JsonNode applied = object.path("status").path("lastAppliedRevision");
        if (applied.isTextual() && attempted.isTextual() && !applied.equals(attempted)) {
            return RuleResult.inProgress(
                    "Progressing", "it has applied " + applied.asText() + ", and not yet " + attempted.asText());
        }
        if (!HealthRule.observed(object)) {
            return HealthRule.notObserved(object);
        }
        return waitsForPods(object)
                ? RuleResult.CURRENT
                : RuleResult.currentBut("NotKnown", "it does not wait for its pods, so whether they run is not known");
    }

    private static boolean isOfNow(StatusCondition condition, JsonNode object) {
        return condition.generation().isPresent()
                ? condition.generation().getAsLong()
                        >= object.path("metadata").path("generation").asLong()
                : HealthRule.observed(object);
    }

    /** Whether a release failed more often than it is tried again. Later versions say that it is stalled, too. */
    private static boolean isGivenUp(StatusCondition ready, JsonNode object) {
        String action = ACTIONS.getOrDefault(ready.reason(), "");
        long retries = object.path("spec")
                .path(action)
                .path("remediation")
                .path("retries")
                .asLong();
        return !action.isEmpty()
                && retries >= 0
                && object.path("status").path(action + "Failures").asLong() > retries;
    }

    private static boolean waitsForPods(JsonNode object) {
        JsonNode spec = object.path("spec");
        if (object.path("kind").asText().equals("Kustomization")) {
            return spec.path("wait").asBoolean() || !spec.path("healthChecks").isEmpty();
        }
        return !spec.path("install").path("disableWait").asBoolean()
                && !spec.path("upgrade").path("disableWait").asBoolean();
    }
}
