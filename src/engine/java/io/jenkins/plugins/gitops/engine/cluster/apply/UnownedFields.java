package io.jenkins.plugins.gitops.engine.cluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Structures of a live object that nobody owns, that are not wanted, and that a change excludes: {@code rollingUpdate} beside
 * {@code type: Recreate}, {@code emptyDir: {}} beside {@code configMap}. They are defaults, or what old servers note no owner
 * of. No apply removes what nobody owns.
 */
final class UnownedFields {

    private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9]+(\\[[0-9]+])?+");
    private static final int DEEPEST = 32;

    private final ObjectNode found = ClusterJson.object();

    private UnownedFields() {}

    /**
     * Those that a refusal may be about, as {@code fieldsV1}: what its causes name, and what is empty and stands beside that.
     *
     * @param others the fields of those whose fields do not become ours: an empty structure of ours is not removed by old
     *     servers either
     * @param refused the causes; an index in a path is one of a list that only the server has, so it decides nothing
     */
    static ObjectNode in(JsonNode live, JsonNode desired, List<ApiAnswer.Cause> refused, JsonNode others) {
        UnownedFields fields = new UnownedFields();
        JsonNode owned = FieldSets.union(live, entry -> true);
        for (ApiAnswer.Cause cause : refused) {
            List<String> path = List.of(cause.field().split("\\."));
            if (path.size() <= DEEPEST
                    && path.stream().allMatch(part -> FIELD.matcher(part).matches())) {
                fields.search(path, live, desired, owned, others, new Place(fields.found));
            }
        }
        return fields.found;
    }

    /** A part of the set that is being made; made itself when something is put there. */
    private record Place(ObjectNode root, List<String> parts) {

        Place(ObjectNode root) {
            this(root, List.of());
        }

        Place at(String part) {
            return new Place(
                    root, Stream.concat(parts.stream(), Stream.of(part)).toList());
        }

        void add(ObjectNode set) {
            ObjectNode place = root;
            for (String part : parts) {
                place = ClusterJson.child(place, part);
            }
            FieldSets.add(place, set);
        }
    }

    private void search(
            List<String> path, JsonNode live, JsonNode desired, JsonNode owned, JsonNode others, Place place) {
        if (path.size() == 1) {
            unowned(path.get(0), live, desired, owned, others, place);
            return;
        }
        String name = path.get(0).replaceFirst("\\[.*", "");
        List<String> rest = path.subList(1, path.size());
        JsonNode there = live.path(name);
        JsonNode part = owned.path("f:" + name);
        if (!there.isArray()) {
            search(rest, there, desired.path(name), part, others.path("f:" + name), place.at("f:" + name));
            return;
        }
        for (Map.Entry<String, JsonNode> item : part.properties()) {
            if (item.getKey().startsWith("k:")) {
                JsonNode keys = OwnedFields.item(item.getKey());
                search(
                        rest,
                        OwnedFields.find(there, keys),
                        OwnedFields.find(desired.path(name), keys),
                        item.getValue(),
                        others.path("f:" + name).path(item.getKey()),
                        place.at("f:" + name).at(item.getKey()));
            }
        }
    }

    private static void unowned(
            String named, JsonNode live, JsonNode desired, JsonNode owned, JsonNode others, Place place) {
        for (Map.Entry<String, JsonNode> field : live.properties()) {
            String name = field.getKey();
            boolean meant = name.equals(named) || field.getValue().isEmpty();
            boolean free = !(field.getValue().isEmpty() ? others : owned).has("f:" + name);
            if (meant && free && field.getValue().isObject() && desired.isObject() && !desired.has(name)) {
                place.at("f:" + name).add(FieldSets.whole(field.getValue()));
            }
        }
    }
}
