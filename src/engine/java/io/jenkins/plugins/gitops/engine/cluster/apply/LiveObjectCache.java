package io.jenkins.plugins.gitops.engine.cluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterSession;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyObject;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.cluster.inventory.LabelledObjects;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The live state of many objects, read with few requests: where there are several of a kind in a namespace, those that carry
 * our label come in one list. Who is not in it is asked for by name: it is not there, or not ours yet, or we may not list.
 */
public final class LiveObjectCache {

    /** A list that is paged costs about as much as asking for two or three objects. */
    private static final int WORTH_A_LIST = 4;

    private final Map<String, JsonNode> byPath = new ConcurrentHashMap<>();

    private record Group(ApiResource resource, String namespace) {}

    private LiveObjectCache() {}

    public static LiveObjectCache of(ClusterSession session, InventoryId inventory, List<ApplyObject> wanted) {
        LiveObjectCache found = new LiveObjectCache();
        LabelledObjects labelled = new LabelledObjects(session.server(), inventory);
        Set<String> paths = wanted.stream().map(ApplyObject::path).collect(Collectors.toSet());
        List<Group> worthAList = wanted.stream()
                .filter(object -> object.resource().served())
                .collect(Collectors.groupingBy(
                        object -> new Group(object.resource(), object.ref().namespace()), Collectors.counting()))
                .entrySet()
                .stream()
                .filter(group -> group.getValue() >= WORTH_A_LIST)
                .map(Map.Entry::getKey)
                .toList();
        session.pool().map(worthAList, group -> {
            labelled.each(group.resource(), group.namespace(), object -> {
                String path = group.resource()
                        .path(
                                group.namespace(),
                                object.path("metadata").path("name").asText());
                if (paths.contains(path)) {
                    found.byPath.put(path, object);
                }
            });
            return group;
        });
        return found;
    }

    /** The object as it was in the list; once, since what is asked for again is to be of then. */
    Optional<JsonNode> take(ApplyObject object) {
        return Optional.ofNullable(byPath.remove(object.path()));
    }
}
