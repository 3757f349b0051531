package io.jenkins.plugins.gitops.engine.cluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyObject;
import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRules;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectPointer;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import java.util.List;
import java.util.Map;

/**
 * Leaves fields of an existing object as they are. While a field is ours, its live value is sent, since leaving it out would
 * give it up, and the server would remove it or set its default; otherwise it is not sent, so it stays whose it is. Inside of
 * what is owned as one value (a list without keys, an atomic map), the live value takes the place of the wanted one.
 */
final class IgnoredFields {

    private static final String EACH = "*";

    private final IgnoreRules rules;

    IgnoredFields(IgnoreRules rules) {
        this.rules = rules;
    }

    /** The object as it is to be sent, given its live state. */
    ApplyObject adjust(ApplyObject desired, JsonNode live) {
        List<ObjectPointer> pointers = rules.of(desired.ref());
        if (pointers.isEmpty() || live.isMissingNode()) {
            return desired;
        }
        ObjectNode body = desired.body().deepCopy();
        JsonNode ours = OwnedFields.in(live, desired.ref().apiVersion()).fields();
        Part whole = new Part(live, ours, FieldSets.union(live, entry -> true), false);
        pointers.forEach(pointer -> leave(pointer.parts(), body, whole));
        // A rule for all labels does not mean the one that makes it a member.
        ClusterJson.child(ClusterJson.child(body, "metadata"), "labels")
                .set(
                        Inventory.PART_OF,
                        desired.body().path("metadata").path("labels").path(Inventory.PART_OF));
        return new ApplyObject(desired.manifest(), desired.ref(), desired.resource(), body);
    }

    /**
     * What is known of a part of the live object.
     *
     * @param ours what of it is ours, as {@code fieldsV1}; missing when nothing is
     * @param all what of it is anybody's
     * @param atomic whether it is owned as one value, or is inside of one that is
     */
    private record Part(JsonNode live, JsonNode ours, JsonNode all, boolean atomic) {

        Part field(String name) {
            return below(live.path(name), "f:" + name);
        }

        /** Of a list with keys, the item that has the same ones; of another one, that at the same place or of the same name. */
        Part item(JsonNode wanted, String label) {
            for (Map.Entry<String, JsonNode> part : all.properties()) {
                if (part.getKey().startsWith("k:") && OwnedFields.matches(OwnedFields.item(part.getKey()), wanted)) {
                    return below(OwnedFields.find(live, OwnedFields.item(part.getKey())), part.getKey());
                }
            }
            JsonNode there = FieldDiff.items(live).getOrDefault(label, MissingNode.getInstance());
            return new Part(there, MissingNode.getInstance(), MissingNode.getInstance(), true);
        }

        boolean keyed() {
            return !atomic
                    && all.properties().stream().anyMatch(part -> part.getKey().startsWith("k:"));
        }

        private Part below(JsonNode there, String key) {
            JsonNode part = all.path(key);
            boolean one = there.isContainerNode() && part.isObject() && part.isEmpty();
            return new Part(there, ours.path(key), part, atomic || one);
        }

        /** What of it is sent; missing where nothing is. */
        JsonNode kept() {
            if (atomic && !live.isMissingNode()) {
                return live.deepCopy();
            }
            return live.isMissingNode() || ours.isMissingNode() ? MissingNode.getInstance() : owned(live, ours);
        }
    }

    private static void leave(List<String> path, JsonNode wanted, Part part) {
        if (wanted instanceof ObjectNode map && part.live().isObject()) {
            leaveField(path, map, part);
        } else if (wanted instanceof ArrayNode list && part.live().isArray()) {
            leaveItems(path, list, part);
        }
    }

    private static void leaveField(List<String> path, ObjectNode map, Part part) {
        String name = path.get(0);
        Part field = part.field(name);
        if (path.size() > 1) {
            List<String> rest = path.subList(1, path.size());
            if (field.live().isMissingNode() && map.get(name) instanceof ObjectNode below) {
                // With the last field of a map, the map goes.
                leaveField(rest, below, field);
                if (below.isEmpty()) {
                    map.remove(name);
                }
            } else {
                leave(rest, map.path(name), field);
            }
            return;
        }
        JsonNode kept = part.atomic() || !field.ours().isMissingNode() ? field.kept() : MissingNode.getInstance();
        if (kept.isMissingNode()) {
            map.remove(name);
        } else {
            map.set(name, kept);
        }
    }

    private static void leaveItems(List<String> path, ArrayNode list, Part part) {
        String token = path.get(0);
        boolean last = path.size() == 1;
        if (last && !part.keyed() && token.equals(EACH)) {
            list.removeAll();
            part.live().forEach(item -> list.add(item.deepCopy()));
            return;
        }
        List<String> labels = List.copyOf(FieldDiff.items(list).keySet());
        for (int i = list.size() - 1; i >= 0; i--) {
            if (token.equals(EACH) || token.equals(labels.get(i)) || token.equals(String.valueOf(i))) {
                Part item = part.item(list.get(i), labels.get(i));
                if (!last) {
                    leave(path.subList(1, path.size()), list.get(i), item);
                } else if (item.kept().isMissingNode()) {
                    list.remove(i);
                } else {
                    list.set(i, item.kept());
                }
            }
        }
        if (last && !part.keyed() && token.equals(String.valueOf(list.size()))) {
            // One more than is wanted.
            JsonNode more = part.live().path(list.size());
            if (!more.isMissingNode()) {
                list.add(more.deepCopy());
            }
        }
    }

    /** The part of a value that a set names. */
    private static JsonNode owned(JsonNode live, JsonNode set) {
        if (set.isEmpty() || !live.isContainerNode()) {
            return live.deepCopy();
        }
        return live.isObject() ? ownedFields(live, set) : ownedItems(live, set);
    }

    private static ObjectNode ownedFields(JsonNode live, JsonNode set) {
        ObjectNode fields = ClusterJson.object();
        for (Map.Entry<String, JsonNode> part : set.properties()) {
            String name = part.getKey().substring(Math.min(2, part.getKey().length()));
            if (part.getKey().startsWith("f:") && live.has(name)) {
                fields.set(name, owned(live.get(name), part.getValue()));
            }
        }
        return fields;
    }

    private static ArrayNode ownedItems(JsonNode live, JsonNode set) {
        ArrayNode items = ClusterJson.MAPPER.createArrayNode();
        for (JsonNode item : live) {
            for (Map.Entry<String, JsonNode> part : set.properties()) {
                if (part.getKey().startsWith("k:") && OwnedFields.matches(OwnedFields.item(part.getKey()), item)) {
                    items.add(owned(item, part.getValue()));
                } else if (part.getKey().startsWith("v:")
                        && OwnedFields.item(part.getKey()).equals(item)) {
                    items.add(item.deepCopy());
                }
            }
        }
        return items;
    }
}
