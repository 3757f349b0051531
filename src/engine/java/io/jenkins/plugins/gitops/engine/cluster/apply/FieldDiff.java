package io.jenkins.plugins.gitops.engine.cluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.api.SecretMask;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyObject;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectPointer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** What differs between an object and what it would become, field by field, without what must not be shown. */
public final class FieldDiff {

    private static final int LONGEST_VALUE = 200;
    private static final int MOST_FIELDS = 200;

    /** Of a field's name in a path; those of labels and annotations have 317 characters at most. */
    private static final int LONGEST_FIELD = 320;

    /** Of a list's member in a path. */
    private static final int LONGEST_ITEM = 100;

    private static final String VALUE = "value";
    private static final Set<String> NOT_DESIRED = Set.of(
            "status",
            "metadata.managedFields",
            "metadata.resourceVersion",
            "metadata.generation",
            "metadata.uid",
            "metadata.selfLink",
            "metadata.creationTimestamp");
    /** Holds the whole object as it was applied once, a Secret's values included. */
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private final boolean secret;
    /** Whether fields count that the new object says nothing of. */
    private final boolean whole;

    private final List<Located> changes = new ArrayList<>();

    private FieldDiff(boolean secret, boolean whole) {
        this.secret = secret;
        this.whole = whole;
    }

    /**
     * A change, and where it is.
     *
     * @param pointer as {@link ObjectPointer#parts}, with names of a list's members where they have some
     */
    public record Located(FieldChange change, List<String> pointer) {}

    public static List<FieldChange> between(ObjectRef ref, JsonNode before, JsonNode after) {
        return locatedBetween(ref, before, after).stream().map(Located::change).toList();
    }

    public static List<Located> locatedBetween(ObjectRef ref, JsonNode before, JsonNode after) {
        FieldDiff diff = new FieldDiff(ApplyObject.isSecret(ref), true);
        diff.compare(Place.WHOLE, before, after);
        return List.copyOf(diff.changes);
    }

    /** Likewise, but fields that a manifest leaves out, and a server has set, are no difference. */
    public static List<FieldChange> inDesiredFields(ObjectRef ref, JsonNode live, JsonNode desired) {
        FieldDiff diff = new FieldDiff(ApplyObject.isSecret(ref), false);
        diff.compare(Place.WHOLE, live, desired);
        return diff.changes.stream().map(Located::change).toList();
    }

    /** The path of a field: its name is in one line, and bounded. */
    public static String fieldPath(String path, String name) {
        String shown = ShownText.distinct(name, LONGEST_FIELD);
        return path.isEmpty() ? shown : path + "." + shown;
    }

    /** The path of a list's member, likewise: others name it. */
    public static String itemPath(String path, String label) {
        return path + "[" + ShownText.distinct(label, LONGEST_ITEM) + "]";
    }

    /**
     * A field in both notations.
     *
     * @param named whether its name, or that of the member whose value it is, says that it is a secret
     */
    private record Place(String path, List<String> pointer, boolean named) {

        static final Place WHOLE = new Place("", List.of(), false);

        Place field(String name) {
            return new Place(fieldPath(path, name), with(name), isSecretField(name, named));
        }

        Place item(String label) {
            return new Place(itemPath(path, label), with(label), named || SecretMask.isSecretName(label));
        }

        Place order() {
            return new Place(path, pointer, false);
        }

        private List<String> with(String part) {
            List<String> longer = new ArrayList<>(pointer);
            longer.add(part);
            return longer;
        }
    }

    private void compare(Place place, JsonNode before, JsonNode after) {
        if (NOT_DESIRED.contains(place.path()) || before.equals(after) || changes.size() == MOST_FIELDS) {
            return;
        }
        if (!whole && before.isMissingNode() && saysNothing(after)) {
            return;
        }
        if (before.isObject() && after.isObject()) {
            Map<String, JsonNode> names = fields(before);
            if (!whole) {
                names.keySet().retainAll(fields(after).keySet());
            }
            compareParts(place::field, names, fields(after));
        } else if (before.isArray() && after.isArray()) {
            compareParts(place::item, items(before), items(after));
            compareOrder(place, items(before).keySet(), items(after).keySet());
        } else {
            add(place, before, after);
        }
    }

    private void add(Place place, JsonNode before, JsonNode after) {
        String path = place.path();
        changes.add(new Located(new FieldChange(path, shown(place, before), shown(place, after)), place.pointer()));
    }

    private void compareParts(
            Function<String, Place> place, Map<String, JsonNode> before, Map<String, JsonNode> after) {
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            JsonNode none = MissingNode.getInstance();
            compare(place.apply(name), before.getOrDefault(name, none), after.getOrDefault(name, none));
        }
    }

    /**
     * Where items have names, their order shows nowhere else, and can matter: of initContainers, of a custom resource's
     * steps. What a manifest only wants is no matter of order: old servers keep that of the live object.
     */
    private void compareOrder(Place place, Set<String> before, Set<String> after) {
        List<String> from = before.stream().filter(after::contains).toList();
        List<String> to = after.stream().filter(before::contains).toList();
        if (whole && !from.equals(to) && changes.size() < MOST_FIELDS) {
            add(place.order(), names(from), names(to));
        }
    }

    private static JsonNode names(List<String> items) {
        ArrayNode names = ClusterJson.MAPPER.createArrayNode();
        items.forEach(names::add);
        return names;
    }

    /** Of most fields a server keeps nothing that is the same as nothing: {@code readOnly: false}, {@code data: {}}. */
    private static boolean saysNothing(JsonNode value) {
        return value.isContainerNode()
                ? value.isEmpty()
                : value.isNull() || List.of("false", "0", "").contains(value.asText());
    }

    private static Map<String, JsonNode> fields(JsonNode object) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        object.properties().forEach(e -> fields.put(e.getKey(), e.getValue()));
        return fields;
    }

    /** By name where each item has one of its own, by position otherwise. */
    public static Map<String, JsonNode> items(JsonNode array) {
        Map<String, JsonNode> named = new LinkedHashMap<>();
        Map<String, JsonNode> numbered = new LinkedHashMap<>();
        for (JsonNode item : array) {
            named.put(item.path("name").asText(), item);
            numbered.put(String.valueOf(numbered.size()), item);
        }
        return named.size() == numbered.size() && !named.containsKey("") ? named : numbered;
    }

    private static boolean isSecretField(String name, boolean ofSecret) {
        return SecretMask.isSecretName(name) || ofSecret && name.equals(VALUE);
    }

    /**
     * Without the texts whose names say that they are secrets: {@code password: ...}, {@code {name: TOKEN, value: ...}}; and in the
     * others without what seems to be one: a whole configuration may be one text.
     */
    private static JsonNode masked(JsonNode value, boolean named) {
        if (value instanceof ObjectNode map) {
            boolean whole = named || SecretMask.isSecretName(map.path("name").asText());
            ObjectNode rest = ClusterJson.MAPPER.createObjectNode();
            map.properties()
                    .forEach(field ->
                            rest.set(field.getKey(), masked(field.getValue(), isSecretField(field.getKey(), whole))));
            return rest;
        }
        if (value instanceof ArrayNode list) {
            ArrayNode rest = ClusterJson.MAPPER.createArrayNode();
            list.forEach(item -> rest.add(masked(item, named)));
            return rest;
        }
        if (value.isTextual()) {
            return TextNode.valueOf(named ? SecretMask.MASKED : SecretMask.maskValue(value.asText()));
        }
        return value;
    }

    private String shown(Place place, JsonNode value) {
        String path = place.path();
        if (value.isMissingNode()) {
            return "";
        }
        if (path.contains(LAST_APPLIED) || (secret && (path.startsWith("data") || path.startsWith("stringData")))) {
            return SecretMask.MASKED;
        }
        if (place.named() && value.isTextual()) {
            return SecretMask.MASKED;
        }
        // All annotations come as one value when there were none before.
        JsonNode shown = masked(value, place.named());
        if (shown.has(LAST_APPLIED)) {
            ((ObjectNode) shown).put(LAST_APPLIED, SecretMask.MASKED);
        }
        String text = shown.toString();
        return text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) + "..." : text;
    }
}
