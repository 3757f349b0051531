package io.jenkins.plugins.gitops.engine.cluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
        remove(after, givenUp, kept, desired);
        merge(after, desired, owned);
        return after;
    }

    private static void remove(JsonNode object, JsonNode givenUp, JsonNode kept, JsonNode desired) {
        for (Map.Entry<String, JsonNode> part : givenUp.properties()) {
            String key = part.getKey();
            JsonNode keptPart = kept.path(key);
            if (key.startsWith("f:") && object instanceof ObjectNode map) {
                String name = key.substring(2);
                JsonNode wanted = desired.path(name);
                if (keptPart.isMissingNode() && wanted.isMissingNode()) {
                    map.remove(name);
                } else {
                    remove(map.path(name), part.getValue(), keptPart, wanted);
                }
            } else if (object instanceof ArrayNode list && key.startsWith("k:")) {
                removeItem(list, keys(key), part.getValue(), keptPart, desired);
            } else if (object instanceof ArrayNode list && key.startsWith("v:") && keptPart.isMissingNode()) {
                removeValue(list, keys(key), desired);
            }
        }
    }

    private static void removeItem(ArrayNode list, JsonNode keys, JsonNode givenUp, JsonNode kept, JsonNode desired) {
        Optional<JsonNode> wanted = item(desired, keys);
        for (int i = list.size() - 1; i >= 0; i--) {
            if (OwnedFields.matches(keys, list.get(i))) {
                if (kept.isMissingNode() && wanted.isEmpty()) {
                    list.remove(i);
                } else {
                    remove(list.get(i), givenUp, kept, wanted.orElse(MissingNode.getInstance()));
                }
            }
        }
    }

    private static void removeValue(ArrayNode list, JsonNode value, JsonNode desired) {
        boolean wanted = ClusterJson.items(desired).contains(value);
        for (int i = list.size() - 1; !wanted && i >= 0; i--) {
            if (list.get(i).equals(value)) {
                list.remove(i);
            }
        }
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
            JsonNode keys = keys(item.getKey());
            if (item.getKey().startsWith("k:")
                    && wanted instanceof ObjectNode map
                    && OwnedFields.matches(keys, wanted)
                    && item(all, keys).orElse(null) instanceof ObjectNode live) {
                merge(live, map, item.getValue());
                return true;
            }
        }
        return false;
    }

    private static Optional<JsonNode> item(JsonNode list, JsonNode keys) {
        return ClusterJson.items(list).stream()
                .filter(each -> OwnedFields.matches(keys, each))
                .findFirst();
    }

    private static JsonNode keys(String part) {
        return ClusterJson.lenient(part.substring(2).getBytes(StandardCharsets.UTF_8));
    }
}
