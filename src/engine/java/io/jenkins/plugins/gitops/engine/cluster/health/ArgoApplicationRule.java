package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import java.util.Set;

/**
 * Argo CD's Application. It counts no generations; its status says instead which source it compared with the cluster, and
 * which one it synced last.
 */
final class ArgoApplicationRule implements HealthRule {

    private static final Set<String> ENDED_BADLY = Set.of("Failed", "Error");

    @Override
    public RuleResult evaluate(JsonNode object) {
        JsonNode spec = object.path("spec");
        JsonNode status = object.path("status");
        JsonNode operation = status.path("operationState");
        String phase = operation.path("phase").asText();
        if (ENDED_BADLY.contains(phase) && isSource(operation.path("syncResult"), spec)) {
            return RuleResult.failed(phase, said(operation, "its sync did not succeed"));
        }
        String sync = status.path("sync").path("status").asText();
        boolean compared = isSource(status.path("sync").path("comparedTo"), spec);
        if (!compared || !sync.equals("Synced")) {
            for (JsonNode condition : ClusterJson.items(status.path("conditions"))) {
                if (condition.path("type").asText().endsWith("Error")) {
                    return RuleResult.inProgress(condition.path("type").asText(), said(condition, "it has an error"));
                }
            }
        }
        if (!compared) {
            return RuleResult.inProgress(
                    NOT_OBSERVED, "Argo CD has not compared it with the cluster since its source was changed");
        }
        if (!sync.equals("Synced")) {
            return isAutomated(spec)
                    ? RuleResult.inProgress(sync, said(operation, "Argo CD has not synced it yet"))
                    : RuleResult.currentBut(
                            sync, "Argo CD does not sync it by itself, so nothing of it runs until somebody syncs it");
        }
        if (phase.equals("Running")) {
            return RuleResult.inProgress(phase, said(operation, "Argo CD syncs it"));
        }
        JsonNode health = status.path("health");
        String is = health.path("status").asText("Unknown");
        return switch (is) {
            case "Healthy" -> RuleResult.CURRENT;
            case "Suspended" ->
                RuleResult.currentBut(is, said(health, "a part of it is suspended, and waits for somebody"));
            default -> RuleResult.inProgress(is, said(health, "Argo CD says of its objects that they are " + is));
        };
    }

    private static String said(JsonNode parent, String otherwise) {
        String message = parent.path("message").asText();
        return message.isEmpty() ? otherwise : message;
    }

    private static boolean isAutomated(JsonNode spec) {
        JsonNode automated = spec.path("syncPolicy").path("automated");
        return automated.isObject() && automated.path("enabled").asBoolean(true);
    }

    /** Whether a part of the status is about the sources that the object has now. */
    private static boolean isSource(JsonNode about, JsonNode spec) {
        String key = spec.path("sources").isEmpty() ? "source" : "sources";
        return about.has(key) && written(about.path(key)).equals(written(spec.path(key)));
    }

    /** Without what Argo CD does not write back: what is empty. */
    private static JsonNode written(JsonNode value) {
        if (value.isObject()) {
            ObjectNode object = ((ObjectNode) value).objectNode();
            value.properties().forEach(field -> {
                JsonNode child = written(field.getValue());
                if (!isEmpty(child)) {
                    object.set(field.getKey(), child);
                }
            });
            return object;
        }
        if (value.isArray()) {
            ArrayNode array = ((ArrayNode) value).arrayNode();
            value.forEach(item -> array.add(written(item)));
            return array;
        }
        return value;
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isNull()
                || value.isContainerNode() && value.isEmpty()
                || value.isTextual() && value.asText().isEmpty()
                || value.isBoolean() && !value.asBoolean();
    }
}
