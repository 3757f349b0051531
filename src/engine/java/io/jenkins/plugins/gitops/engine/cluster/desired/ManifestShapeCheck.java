package io.jenkins.plugins.gitops.engine.cluster.desired;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.cluster.api.KnownKind;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import java.util.Map;
import java.util.Optional;

/**
 * Whether those parts of a manifest that {@link ApplyObject} changes are what they should be. Every other mistake the server
 * finds; what is written over here it would never see, and a value would be lost or become another one.
 */
final class ManifestShapeCheck {

    private ManifestShapeCheck() {}

    /** What is wrong, if anything is; shows no value. */
    static Optional<String> problem(Manifest manifest, JsonNode content) {
        JsonNode labels = content.path("metadata").path("labels");
        if (!isMappingOrNone(labels)) {
            return Optional.of("metadata.labels is no mapping; write names with values, or leave it out");
        }
        return KnownKind.of(manifest.group(), manifest.kind()) == KnownKind.SECRET ? secret(content) : Optional.empty();
    }

    private static Optional<String> secret(JsonNode content) {
        JsonNode plain = content.path("stringData");
        if (!isMappingOrNone(plain)) {
            return Optional.of("stringData is no mapping; write keys with values, or leave it out");
        }
        if (!plain.isEmpty() && !isMappingOrNone(content.path("data"))) {
            return Optional.of("data is no mapping; write keys with values, or leave it out");
        }
        return plain.properties().stream()
                .filter(value -> !value.getValue().isTextual())
                .map(Map.Entry::getKey)
                .findFirst()
                .map(key -> "stringData." + key + " is no string; write its value in quotes");
    }

    private static boolean isMappingOrNone(JsonNode node) {
        return node.isObject() || node.isNull() || node.isMissingNode();
    }
}
