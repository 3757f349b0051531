package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rule of all kinds without one of their own: by the conditions that kstatus asks of custom kinds, and those that
 * operators and the Gateway API usually write, for the whole or for each parent, ancestor or listener. A kind that has none
 * is current as soon as it exists; when it names an image, it is said that nobody knows whether that runs.
 */
final class ConditionsRule implements HealthRule {

    private static final Set<String> HAVE_TO_BE_TRUE =
            Set.of("Ready", "Available", "Accepted", "Programmed", "ResolvedRefs", "Synced");
    private static final Set<String> MUST_NOT_BE_TRUE = Set.of("Reconciling", "Degraded");
    private static final Set<String> TELL_OF_PODS = Set.of("Ready", "Available");

    @Override
    public RuleResult evaluate(JsonNode object) {
        boolean says = object.path("status").path("observedGeneration").isNumber();
        if (says && !HealthRule.observed(object)) {
            return HealthRule.notObserved(object);
        }
        List<StatusCondition> conditions = StatusCondition.all(object.path("status"));
        Optional<StatusCondition> stalled = conditions.stream()
                .filter(each -> each.isTrue() && each.type().equals("Stalled"))
                .findFirst();
        if (stalled.isPresent()) {
            return stalled.get().asFailure();
        }
        Optional<StatusCondition> bad = conditions.stream()
                .filter(each ->
                        each.isTrue() ? MUST_NOT_BE_TRUE.contains(each.type()) : HAVE_TO_BE_TRUE.contains(each.type()))
                .findFirst();
        if (bad.isPresent()) {
            return bad.get().asProgress();
        }
        long generation = object.path("metadata").path("generation").asLong();
        if (!says
                && conditions.stream()
                        .filter(each -> HAVE_TO_BE_TRUE.contains(each.type()))
                        .anyMatch(each -> each.generation().stream().anyMatch(seen -> seen < generation))) {
            return HealthRule.notObserved(object);
        }
        boolean known = conditions.stream()
                .filter(each -> TELL_OF_PODS.contains(each.type()))
                .anyMatch(each -> says || each.generation().isPresent());
        return known || !PinnedImages.anywhere(object)
                ? RuleResult.CURRENT
                : RuleResult.currentBut(
                        "NotKnown", "it reports nothing by which to tell whether a pod runs the image that it names");
    }
}
