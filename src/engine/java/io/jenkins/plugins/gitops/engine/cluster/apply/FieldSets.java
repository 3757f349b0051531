package io.jenkins.plugins.gitops.engine.cluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Predicate;

/** Sets of fields in the notation of {@link OwnedFields}, put together and taken away. */
final class FieldSets {

    private FieldSets() {}

    /** The fields of all entries of {@code managedFields} that are meant. */
    static ObjectNode union(JsonNode object, Predicate<JsonNode> which) {
        ObjectNode all = ClusterJson.object();
        for (JsonNode entry : object.path("metadata").path("managedFields")) {
            if (which.test(entry)) {
                add(all, entry.path("fieldsV1"));
            }
        }
        return all;
    }

    /** Adds the other set to this one. */
    static void add(ObjectNode set, JsonNode other) {
        for (Map.Entry<String, JsonNode> part : other.properties()) {
            add(ClusterJson.child(set, part.getKey()), part.getValue());
        }
    }

    /** All fields of a value that has no lists with keys, and the value itself. */
    static ObjectNode whole(JsonNode value) {
        ObjectNode set = ClusterJson.object();
        set.putObject(".");
        value.properties()
                .forEach(field -> set.set(
                        "f:" + field.getKey(),
                        field.getValue().isObject() ? whole(field.getValue()) : ClusterJson.object()));
        return set;
    }

    /**
     * Removes from an object what is in one set and not in the other: as a server does with the fields that their last
     * owner gives up.
     */
    static void remove(JsonNode object, JsonNode givenUp, JsonNode kept) {
        for (Map.Entry<String, JsonNode> part : givenUp.properties()) {
            String key = part.getKey();
            JsonNode keptPart = kept.path(key);
            if (key.startsWith("f:") && object instanceof ObjectNode map) {
                String name = key.substring(2);
                if (keptPart.isMissingNode()) {
                    map.remove(name);
                } else {
                    remove(map.path(name), part.getValue(), keptPart);
                }
            } else if (object instanceof ArrayNode list) {
                removeItems(list, key, part.getValue(), keptPart);
            }
        }
    }

    private static void removeItems(ArrayNode list, String key, JsonNode givenUp, JsonNode kept) {
        if (!key.startsWith("k:") && !key.startsWith("v:")) {
            return;
        }
        JsonNode wanted = ClusterJson.lenient(key.substring(2).getBytes(StandardCharsets.UTF_8));
        for (int i = list.size() - 1; i >= 0; i--) {
            JsonNode item = list.get(i);
            boolean meant = key.startsWith("v:") ? wanted.equals(item) : OwnedFields.matches(wanted, item);
            if (meant && kept.isMissingNode()) {
                list.remove(i);
            } else if (meant) {
                remove(item, givenUp, kept);
            }
        }
    }
}
