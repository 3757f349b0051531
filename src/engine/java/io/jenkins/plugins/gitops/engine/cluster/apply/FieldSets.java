package io.jenkins.plugins.gitops.engine.cluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
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
     * Removes from an object what is in one set, is not in the other, and is not wanted: as a server does with the fields that
     * their last owner gives up.
     *
     * @param wanted what stays; missing where nothing is
     */
    static void remove(JsonNode object, JsonNode givenUp, JsonNode kept, JsonNode wanted) {
        for (Map.Entry<String, JsonNode> part : givenUp.properties()) {
            String key = part.getKey();
            JsonNode keptPart = kept.path(key);
            if (key.startsWith("f:") && object instanceof ObjectNode map) {
                String name = key.substring(2);
                if (keptPart.isMissingNode() && wanted.path(name).isMissingNode()) {
                    map.remove(name);
                } else {
                    remove(map.path(name), part.getValue(), keptPart, wanted.path(name));
                }
            } else if (object instanceof ArrayNode list) {
                removeItems(list, key, part.getValue(), keptPart, wanted);
            }
        }
    }

    private static void removeItems(ArrayNode list, String key, JsonNode givenUp, JsonNode kept, JsonNode wanted) {
        if (!key.startsWith("k:") && !key.startsWith("v:")) {
            return;
        }
        boolean byValue = key.startsWith("v:");
        JsonNode named = OwnedFields.item(key);
        JsonNode stays = byValue ? value(wanted, named) : OwnedFields.find(wanted, named);
        for (int i = list.size() - 1; i >= 0; i--) {
            JsonNode item = list.get(i);
            boolean meant = byValue ? named.equals(item) : OwnedFields.matches(named, item);
            if (meant && kept.isMissingNode() && stays.isMissingNode()) {
                list.remove(i);
            } else if (meant) {
                remove(item, givenUp, kept, stays);
            }
        }
    }

    private static JsonNode value(JsonNode list, JsonNode value) {
        return ClusterJson.items(list).contains(value) ? value : MissingNode.getInstance();
    }
}
