package io.jenkins.plugins.gitops.engine.application.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.NearestName;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Kinds and fields of one Kubernetes version, by its OpenAPI document: {@code kubectl get --raw /openapi/v2}. Of a custom kind the
 * document knows as much as its definition said.
 */
public final class OpenApiSchema {

    /** That of a cluster with hundreds of custom kinds has some 20 MB. */
    public static final int MOST_BYTES = 64 * 1024 * 1024;

    private static final String DEFINITIONS = "#/definitions/";
    private static final int MOST_PROBLEMS = 20;
    private static final int DEEPEST = 100;

    private final JsonNode definitions;
    private final Map<String, JsonNode> kinds = new HashMap<>();

    private OpenApiSchema(JsonNode definitions) {
        this.definitions = definitions;
        definitions.forEach(definition -> definition
                .path("x-kubernetes-group-version-kind")
                .forEach(kind -> kinds.put(
                        key(
                                kind.path("group").asText(),
                                kind.path("version").asText(),
                                kind.path("kind").asText()),
                        definition)));
    }

    /**
     * Reads the document.
     *
     * @param path as messages name it
     * @throws GitopsException when it is none
     */
    public static OpenApiSchema parse(String path, byte[] json) {
        try {
            JsonNode definitions = new ObjectMapper().readTree(json).path("definitions");
            OpenApiSchema schema = new OpenApiSchema(definitions);
            if (!schema.kinds.isEmpty()) {
                return schema;
            }
        } catch (IOException noJson) {
            // As one without kinds.
        }
        throw new GitopsException(
                path + " is no OpenAPI document of Kubernetes",
                "Write it with 'kubectl get --raw /openapi/v2 > openapi.json'");
    }

    private static String key(String group, String version, String kind) {
        return (group.isEmpty() ? version : group + "/" + version) + " " + kind;
    }

    /** What of an object this version does not know, with its place; at most twenty, and none when all is right. */
    public List<String> problems(Manifest manifest) {
        List<String> problems = new ArrayList<>();
        String named = manifest.location() + ": " + manifest.kind() + "/" + manifest.name() + ": ";
        JsonNode definition = kinds.get(manifest.apiVersion() + " " + manifest.kind());
        if (definition == null) {
            problems.add(named + "the kind '" + manifest.apiVersion() + " " + manifest.kind() + "' is not known"
                    + NearestName.of(manifest.apiVersion() + " " + manifest.kind(), kinds.keySet())
                            .map(near -> ". Did you mean '" + near + "'?")
                            .orElse("; it may be a custom one, or one of another Kubernetes version"));
            return problems;
        }
        compare(manifest.content(), definition, "", 0, problem -> {
            if (problems.size() < MOST_PROBLEMS) {
                problems.add(named + problem);
            }
        });
        return problems;
    }

    private interface Problems {
        void add(String problem);
    }

    private void compare(JsonNode value, JsonNode schema, String at, int depth, Problems problems) {
        JsonNode known = resolved(schema);
        if (depth > DEEPEST || value.isNull() || anything(known)) {
            return;
        }
        String type = known.path("type").asText(known.has("properties") ? "object" : "");
        if (!fits(value, type, known)) {
            problems.add((at.isEmpty() ? "it" : at) + " has to be of type " + type);
        } else if (value.isArray()) {
            int i = 0;
            for (JsonNode item : value) {
                compare(item, known.path("items"), at + "[" + i++ + "]", depth + 1, problems);
            }
        } else if (value.isObject()) {
            fields(value, known, at, depth, problems);
        }
    }

    private void fields(JsonNode value, JsonNode known, String at, int depth, Problems problems) {
        JsonNode properties = known.path("properties");
        JsonNode others = known.path("additionalProperties");
        for (Iterator<Map.Entry<String, JsonNode>> all = value.fields(); all.hasNext(); ) {
            Map.Entry<String, JsonNode> field = all.next();
            String place = at.isEmpty() ? field.getKey() : at + "." + field.getKey();
            Optional<JsonNode> child = Optional.ofNullable(properties.get(field.getKey()))
                    .or(() -> Optional.of(others).filter(JsonNode::isObject));
            if (child.isPresent()) {
                compare(field.getValue(), child.get(), place, depth + 1, problems);
            } else if (!known.path("x-kubernetes-preserve-unknown-fields").asBoolean() && !others.asBoolean()) {
                problems.add(ShownText.line(place, TextLimits.SHOWN) + " is not known"
                        + NearestName.of(field.getKey(), names(properties))
                                .map(near -> ". Did you mean '" + near + "'?")
                                .orElse(""));
            }
        }
        for (JsonNode needed : known.path("required")) {
            if (!value.has(needed.asText())) {
                problems.add((at.isEmpty() ? "" : at + ".") + needed.asText() + " is missing");
            }
        }
    }

    private static List<String> names(JsonNode properties) {
        List<String> names = new ArrayList<>();
        properties.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private JsonNode resolved(JsonNode schema) {
        String reference = schema.path("$ref").asText();
        return reference.startsWith(DEFINITIONS) ? definitions.path(reference.substring(DEFINITIONS.length())) : schema;
    }

    /** A schema that says nothing of what is inside. */
    private static boolean anything(JsonNode schema) {
        return !schema.has("type") && !schema.has("properties")
                || schema.path("x-kubernetes-int-or-string").asBoolean()
                || schema.path("format").asText().equals("int-or-string")
                || schema.path("type").asText().equals("object")
                        && !schema.has("properties")
                        && !schema.path("additionalProperties").isObject();
    }

    private static boolean fits(JsonNode value, String type, JsonNode schema) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            // A quantity is a string in the document, and a number in many manifests.
            case "string" ->
                value.isTextual()
                        || value.isNumber()
                                && schema.path("description").asText().startsWith("Quantity");
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            default -> true;
        };
    }
}
