package io.jenkins.plugins.gitops.engine.cluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import java.util.List;
import java.util.Map;

/**
 * What a live object becomes by an apply, worked out here: fields that are given up and not wanted are removed, and what is
 * wanted is merged in. A server cannot be asked for it where fields are taken from others first and what is wanted excludes
 * them ({@code value} instead of {@code valueFrom}): it can try one step at a time. Which lists have keys, and which, is known
 * from {@code managedFields}; a list without is replaced as a whole.
 */
final class AppliedTrial {

    private AppliedTrial() {}

    /**
     * @param givenUp the fields that are ours, or become ours, before the apply, as {@code fieldsV1}
     * @param kept the fields that others own
     * @param owned the fields that anybody owns
     */
    static ObjectNode of(JsonNode live, ObjectNode desired, JsonNode givenUp, JsonNode kept, JsonNode owned) {
        ObjectNode after = live.deepCopy();
        FieldSets.remove(after, givenUp, kept, desired);
        merge(after, desired, owned);
        return after;
    }

    private static void merge(ObjectNode object, ObjectNode desired, JsonNode owned) {
        for (Map.Entry<String, JsonNode> field : desired.properties()) {
            String name = field.getKey();
            JsonNode wanted = field.getValue();
            JsonNode part = owned.path("f:" + name);
            if (object.path(name) instanceof ObjectNode there && wanted instanceof ObjectNode map && !map.isEmpty()) {
                merge(there, map, part);
            } else if (object.path(name) instanceof ArrayNode there && wanted instanceof ArrayNode list) {
                object.set(name, merged(there, list, part));
            } else if (wanted.isNull()) {
                object.remove(name);
            } else {
                object.set(name, wanted.deepCopy());
            }
        }
    }

    private static ArrayNode merged(ArrayNode there, ArrayNode desired, JsonNode owned) {
        List<Map.Entry<String, JsonNode>> items = owned.properties().stream()
                .filter(part -> part.getKey().startsWith("k:") || part.getKey().startsWith("v:"))
                .toList();
        if (items.isEmpty()) {
            return desired.deepCopy();
        }
        ArrayNode all = there.deepCopy();
        for (JsonNode wanted : desired) {
            if (!mergedIntoItem(all, wanted, items) && !ClusterJson.items(all).contains(wanted)) {
                all.add(wanted.deepCopy());
            }
        }
        return all;
    }

    private static boolean mergedIntoItem(ArrayNode all, JsonNode wanted, List<Map.Entry<String, JsonNode>> items) {
        for (Map.Entry<String, JsonNode> item : items) {
            JsonNode keys = OwnedFields.item(item.getKey());
            if (item.getKey().startsWith("k:")
                    && wanted instanceof ObjectNode map
                    && OwnedFields.matches(keys, wanted)
                    && OwnedFields.find(all, keys) instanceof ObjectNode live) {
                merge(live, map, item.getValue());
                return true;
            }
        }
        return false;
    }
}
