package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * An entry of {@code conditions}.
 *
 * @param message of one about a part of the object, it begins with that part's name
 * @param generation of the desired state that it is about, where it says so
 */
record StatusCondition(String type, String status, String reason, String message, OptionalLong generation) {

    static Optional<StatusCondition> of(JsonNode object, String type) {
        return in(object.path("status"), "")
                .filter(condition -> condition.type.equals(type))
                .findFirst();
    }

    /** The condition, if it is there and true. */
    static Optional<StatusCondition> whenTrue(JsonNode object, String type) {
        return of(object, type).filter(StatusCondition::isTrue);
    }

    /** Those of the whole, and those of each part, as the Gateway API has them. */
    static List<StatusCondition> all(JsonNode status) {
        return Stream.of(
                        in(status, ""),
                        ofParts(status, "parents", "parentRef"),
                        ofParts(status, "ancestors", "ancestorRef"),
                        ofParts(status, "listeners", ""))
                .flatMap(all -> all)
                .toList();
    }

    private static Stream<StatusCondition> ofParts(JsonNode status, String parts, String reference) {
        return ClusterJson.items(status.path(parts)).stream().flatMap(part -> {
            JsonNode named = reference.isEmpty() ? part : part.path(reference);
            return in(
                    part,
                    parts.substring(0, parts.length() - 1) + " "
                            + named.path("name").asText() + ": ");
        });
    }

    private static Stream<StatusCondition> in(JsonNode parent, String about) {
        return ClusterJson.items(parent.path("conditions")).stream()
                .map(each -> new StatusCondition(
                        each.path("type").asText(),
                        each.path("status").asText(),
                        each.path("reason").asText(),
                        about + each.path("message").asText(),
                        each.path("observedGeneration").isNumber()
                                ? OptionalLong.of(
                                        each.path("observedGeneration").asLong())
                                : OptionalLong.empty()));
    }

    boolean isTrue() {
        return status.equals("True");
    }

    boolean isFalse() {
        return status.equals("False");
    }

    RuleResult asFailure() {
        return RuleResult.failed(reason.isEmpty() ? type : reason, text());
    }

    RuleResult asProgress() {
        return RuleResult.inProgress(reason.isEmpty() ? type : reason, text());
    }

    /** It does not decide, and people have to know it. */
    RuleResult asException(String before) {
        return RuleResult.currentBut(reason.isEmpty() ? type : reason, before + text());
    }

    private String text() {
        return message.isEmpty() ? type + " is " + status : message;
    }
}
