package io.jenkins.plugins.gitops.engine.cluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.cluster.api.FieldManager;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The fields of a live object that a manager owns by server-side apply, in the notation of {@code managedFields}
 * ({@code fieldsV1}: {@code f:} a field, {@code k:} a list's item by its keys, {@code v:} an item by its value,
 * {@code .} the thing itself; structured-merge-diff, {@code fieldpath/serialize-pe.go}).
 */
public record OwnedFields(JsonNode fields) {

    private static final int NOWHERE = -1;

    /** What we own of the object through this API version; nothing when we never applied it so. */
    static OwnedFields in(JsonNode live, String apiVersion) {
        for (JsonNode entry : live.path("metadata").path("managedFields")) {
            if (entry.path("manager").asText().equals(FieldManager.NAME)
                    && entry.path("operation").asText().equals("Apply")
                    && entry.path("subresource").asText().isEmpty()
                    && entry.path("apiVersion").asText().equals(apiVersion)) {
                return new OwnedFields(entry.path("fieldsV1"));
            }
        }
        return new OwnedFields(MissingNode.getInstance());
    }

    /** Whether this manager owns {@code spec.replicas}. */
    boolean hasReplicas() {
        return fields.path("f:spec").has("f:replicas");
    }

    /**
     * Whether applying the object would change nothing: we own exactly its fields, and the live values are these.
     * Errs on the side of false (a defaulted key, another spelling of a quantity): then the server decides.
     */
    boolean equalIn(JsonNode live, ObjectNode desired) {
        if (fields.isMissingNode()) {
            return false;
        }
        ObjectNode content = desired.deepCopy();
        content.remove(List.of("apiVersion", "kind"));
        ClusterJson.child(content, "metadata").remove(List.of("name", "namespace"));
        return same(fields, live, content);
    }

    private static boolean same(JsonNode owned, JsonNode live, JsonNode desired) {
        if (owned.isEmpty()) {
            return sameValue(live, desired);
        }
        if (desired.isObject()) {
            return live.isObject() && sameObject(owned, live, desired);
        }
        return desired.isArray() && live.isArray() && sameList(owned, live, desired);
    }

    private static boolean sameObject(JsonNode owned, JsonNode live, JsonNode desired) {
        int unowned = 0;
        for (Map.Entry<String, JsonNode> field : desired.properties()) {
            JsonNode part = owned.path("f:" + field.getKey());
            JsonNode there = live.path(field.getKey());
            if (part.isMissingNode() && neverOwned(there, field.getValue())) {
                unowned++;
            } else if (part.isMissingNode() || !same(part, there, field.getValue())) {
                return false;
            }
        }
        return count(owned, "f:") == desired.size() - unowned && count(owned, "k:") + count(owned, "v:") == 0;
    }

    /** API servers such as 1.20 note no owner of an empty map ({@code emptyDir: {}}), and none has a null. */
    private static boolean neverOwned(JsonNode live, JsonNode desired) {
        boolean none = desired.isNull() && live.isMissingNode();
        return none || desired.isContainerNode() && desired.isEmpty() && live.equals(desired);
    }

    private static boolean sameList(JsonNode owned, JsonNode live, JsonNode desired) {
        if (count(owned, "k:") + count(owned, "v:") != desired.size()) {
            return false;
        }
        int last = NOWHERE;
        for (JsonNode item : desired) {
            if (item.isObject()) {
                int at = samePlace(owned, live, item);
                // Servers since 1.22.6 put items into the manifest's order (kubernetes/kubernetes#107565).
                if (at <= last) {
                    return false;
                }
                last = at;
            } else if (!owned.has("v:" + item)) {
                return false;
            }
        }
        return true;
    }

    /** Where in the live list an item is that is the same and ours. */
    private static int samePlace(JsonNode owned, JsonNode live, JsonNode item) {
        List<JsonNode> ownedItems = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (Map.Entry<String, JsonNode> part : owned.properties()) {
            if (part.getKey().startsWith("k:")) {
                JsonNode keys = item(part.getKey());
                if (matches(keys, item)) {
                    ownedItems.add(part.getValue());
                    for (int i = 0; i < live.size(); i++) {
                        if (matches(keys, live.get(i))) {
                            places.add(i);
                        }
                    }
                }
            }
        }
        boolean one = ownedItems.size() == 1 && places.size() == 1;
        return one && same(ownedItems.get(0), live.get(places.get(0)), item) ? places.get(0) : NOWHERE;
    }

    /** What a part of a list's set says of its item: its keys ({@code k:}), or the item itself ({@code v:}). */
    static JsonNode item(String part) {
        return ClusterJson.lenient(part.substring(2).getBytes(StandardCharsets.UTF_8));
    }

    /** The first item of a list that has these keys; missing when none has. */
    static JsonNode find(JsonNode list, JsonNode keys) {
        return ClusterJson.items(list).stream()
                .filter(each -> matches(keys, each))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    /** Whether the item has these keys; one that it leaves out may be defaulted. */
    public static boolean matches(JsonNode keys, JsonNode item) {
        return keys.properties().stream()
                .allMatch(key -> !item.has(key.getKey()) || sameValue(item.get(key.getKey()), key.getValue()));
    }

    private static boolean sameValue(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue()) == 0;
        }
        return one.equals((a, b) -> a.isNumber() && b.isNumber() && sameValue(a, b) || a.equals(b) ? 0 : 1, other);
    }

    private static long count(JsonNode owned, String prefix) {
        return owned.properties().stream()
                .filter(part -> part.getKey().startsWith(prefix))
                .count();
    }
}
