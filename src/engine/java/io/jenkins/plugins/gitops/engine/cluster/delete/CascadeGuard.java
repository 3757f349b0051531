package io.jenkins.plugins.gitops.engine.cluster.delete;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiServer;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.cluster.api.KnownKind;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectSelector;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.cluster.inventory.MembershipCheck;
import java.util.ArrayList;
import java.util.List;

/**
 * What would go with a Namespace or a CustomResourceDefinition, and is not to: what stays of the inventory, the inventories
 * of other applications in a namespace, other people's objects of a kind.
 *
 * <p>Of inventories only ConfigMaps are searched, with the label of an ApplySet's parent (KEP-3659): ours are never
 * anything else. {@code kubectl apply --applyset} may keep its own in a Secret or a custom resource; to see those, the
 * account would need the right to list all Secrets, which a removal is no reason for. They are treated like everything else
 * in a namespace that no inventory of ours lists: it is deleted with the Namespace that a person named.
 */
final class CascadeGuard {

    private static final int SHOWN = 5;

    private final ApiServer server;
    private final InventoryId inventory;
    private final List<ObjectRef> staying;

    CascadeGuard(ApiServer server, InventoryId inventory, List<ObjectRef> staying) {
        this.server = server;
        this.inventory = inventory;
        this.staying = List.copyOf(staying);
    }

    /** @throws GitopsException when something would be lost with this object */
    void requireNothing(MembershipCheck.Member leaving) {
        List<String> lost =
                switch (KnownKind.of(leaving.ref().key())) {
                    case NAMESPACE -> inNamespace(leaving.ref().name());
                    case CUSTOM_RESOURCE_DEFINITION -> ofKind(leaving);
                    default -> List.of();
                };
        if (!lost.isEmpty()) {
            throw new GitopsException(
                    "With " + leaving.ref() + " would go what is to stay: "
                            + String.join(", ", lost.subList(0, Math.min(SHOWN, lost.size())))
                            + (lost.size() > SHOWN ? " and more" : ""),
                    "Name or remove that as well, or do not name the "
                            + leaving.ref().kind());
        }
    }

    private List<String> inNamespace(String name) {
        List<String> lost = new ArrayList<>();
        for (ObjectRef each : staying) {
            if (each.namespace().equals(name)) {
                lost.add(ObjectSelector.of(each).text());
            }
        }
        for (JsonNode other : list(ApiResource.CONFIG_MAP.path(name), Inventory.ID)) {
            String id = other.path("metadata").path("labels").path(Inventory.ID).asText();
            if (!id.equals(inventory.applySet())) {
                lost.add("what ConfigMap " + placeOf(other) + " lists, the inventory of another application");
            }
        }
        return lost;
    }

    private List<String> ofKind(MembershipCheck.Member definition) {
        JsonNode spec = server.send(ApiCall.get(definition.path())).body().path("spec");
        String group = spec.path("group").asText();
        String kind = spec.path("names").path("kind").asText();
        List<String> lost = new ArrayList<>();
        for (ObjectRef each : staying) {
            if (each.group().equals(group) && each.kind().equals(kind)) {
                lost.add(ObjectSelector.of(each).text());
            }
        }
        for (JsonNode version : spec.path("versions")) {
            if (version.path("served").asBoolean()) {
                String path =
                        ApiResource.root(group + "/" + version.path("name").asText()) + "/"
                                + spec.path("names").path("plural").asText();
                list(path, Inventory.PART_OF + "!=" + inventory.applySet())
                        .forEach(other -> lost.add(kind + " " + placeOf(other)));
                break;
            }
        }
        return lost;
    }

    /** A kind that is not served any more has no objects. */
    private List<JsonNode> list(String path, String labels) {
        ApiAnswer answer =
                server.send(ApiCall.get(path).with("labelSelector", labels).with("limit", String.valueOf(SHOWN + 1)));
        if (!answer.ok() && !answer.missing()) {
            throw new GitopsException(
                    "Tried to list what else would be deleted: " + answer.message(), "Grant the verb list there");
        }
        return ClusterJson.items(answer.body().path("items"));
    }

    private static String placeOf(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        String namespace = metadata.path("namespace").asText();
        return (namespace.isEmpty() ? "" : namespace + "/")
                + metadata.path("name").asText();
    }
}
