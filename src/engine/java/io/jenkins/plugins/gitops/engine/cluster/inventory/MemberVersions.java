package io.jenkins.plugins.gitops.engine.cluster.inventory;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiGroupUnavailableException;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterSession;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectKey;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The live versions of an inventory's members, from one list by label of each kind and namespace that it lists, with nothing but
 * metadata in it. What was never applied, or lost its label, is not in it.
 */
public final class MemberVersions {

    private static final String PAGE = "500";

    private final ClusterSession session;

    public MemberVersions(ClusterSession session) {
        this.session = session;
    }

    private record Group(String apiVersion, String kind, String namespace) {

        static Group of(ObjectRef ref) {
            return new Group(ref.apiVersion(), ref.kind(), ref.namespace());
        }

        ObjectKey key(String name) {
            return ObjectRef.of(apiVersion, kind, namespace, name).key();
        }
    }

    /** @return empty when a list is refused, or a kind is not served any more */
    public Optional<ObjectVersions> of(Inventory inventory) {
        List<Group> groups = inventory.objects().stream()
                .map(entry -> Group.of(entry.ref()))
                .distinct()
                .toList();
        String label = Inventory.PART_OF + "=" + inventory.id().applySet();
        Map<ObjectKey, String> all = new HashMap<>();
        for (Optional<Map<ObjectKey, String>> versions : session.pool().map(groups, group -> versions(group, label))) {
            if (versions.isEmpty()) {
                return Optional.empty();
            }
            all.putAll(versions.get());
        }
        return Optional.of(new ObjectVersions(all));
    }

    private Optional<Map<ObjectKey, String>> versions(Group group, String label) {
        Optional<ApiResource> resource;
        try {
            resource = session.discovery().find(group.apiVersion(), group.kind());
        } catch (ApiGroupUnavailableException silent) {
            return Optional.empty();
        }
        if (resource.isEmpty()) {
            return Optional.empty();
        }
        Map<ObjectKey, String> versions = new HashMap<>();
        ApiCall first = ApiCall.listMetadata(resource.get().path(group.namespace()))
                .with("labelSelector", label)
                .with("limit", PAGE);
        String next = "";
        do {
            ApiAnswer page = session.server().send(next.isEmpty() ? first : first.with("continue", next));
            if (!page.ok()) {
                return Optional.empty();
            }
            next = ListPage.read(page, resource.get(), json -> item(json, group, versions))
                    .next();
        } while (!next.isEmpty());
        return Optional.of(versions);
    }

    /** Token by token, as {@code managedFields} are long and not needed. */
    private static void item(JsonParser json, Group group, Map<ObjectKey, String> versions) throws IOException {
        String name = "";
        String uid = "";
        String version = "";
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean metadata = json.currentName().equals("metadata");
            if (json.nextToken() == JsonToken.START_OBJECT && metadata) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String field = json.currentName();
                    json.nextToken();
                    switch (field) {
                        case "name" -> name = json.getText();
                        case "uid" -> uid = json.getText();
                        case "resourceVersion" -> version = json.getText();
                        default -> json.skipChildren();
                    }
                }
            } else {
                json.skipChildren();
            }
        }
        versions.put(group.key(name), uid + " " + version);
    }
}
