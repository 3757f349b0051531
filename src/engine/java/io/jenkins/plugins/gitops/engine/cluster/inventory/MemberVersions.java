package io.jenkins.plugins.gitops.engine.cluster.inventory;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.jenkins.plugins.gitops.engine.Sha256;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiGroupUnavailableException;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterSession;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A mark of the live versions of an inventory's members, from one list by label of each kind and namespace that it lists, with
 * nothing but metadata in it. Two equal marks mean that no member was written in between: each write gives an object another
 * {@code resourceVersion}. What was never applied, or lost its label, is not in it.
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
    }

    /** @return empty when a list is refused, or a kind is not served any more */
    public Optional<String> mark(Inventory inventory) {
        List<Group> groups = inventory.objects().stream()
                .map(entry -> Group.of(entry.ref()))
                .distinct()
                .toList();
        String label = Inventory.PART_OF + "=" + inventory.id().applySet();
        MessageDigest all = Sha256.digest();
        for (Optional<byte[]> versions : session.pool().map(groups, group -> versions(group, label))) {
            if (versions.isEmpty()) {
                return Optional.empty();
            }
            all.update(versions.get());
        }
        return Optional.of(HexFormat.of().formatHex(all.digest()));
    }

    private Optional<byte[]> versions(Group group, String label) {
        Optional<ApiResource> resource;
        try {
            resource = session.discovery().find(group.apiVersion(), group.kind());
        } catch (ApiGroupUnavailableException silent) {
            return Optional.empty();
        }
        if (resource.isEmpty()) {
            return Optional.empty();
        }
        MessageDigest digest = Sha256.digest();
        ApiCall first = ApiCall.listMetadata(resource.get().path(group.namespace()))
                .with("labelSelector", label)
                .with("limit", PAGE);
        String next = "";
        do {
            ApiAnswer page = session.server().send(next.isEmpty() ? first : first.with("continue", next));
            if (!page.ok()) {
                return Optional.empty();
            }
            next = ListPage.read(page, resource.get(), json -> item(json, digest))
                    .next();
        } while (!next.isEmpty());
        return Optional.of(digest.digest());
    }

    /** Token by token, as {@code managedFields} are long and not needed. */
    private static void item(JsonParser json, MessageDigest digest) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean metadata = json.currentName().equals("metadata");
            if (json.nextToken() == JsonToken.START_OBJECT && metadata) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String field = json.currentName();
                    json.nextToken();
                    if (field.equals("uid") || field.equals("resourceVersion")) {
                        digest.update((field + "=" + json.getText() + "\n").getBytes(StandardCharsets.UTF_8));
                    }
                    json.skipChildren();
                }
            } else {
                json.skipChildren();
            }
        }
    }
}
