package io.jenkins.plugins.gitops.engine.cluster.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiServer;
import io.jenkins.plugins.gitops.engine.cluster.api.FieldManager;
import java.util.Optional;

/** Reads and writes inventories under an optimistic lock, the ConfigMap's {@code resourceVersion}. */
public final class InventoryStore {

    private final ApiServer server;

    public InventoryStore(ApiServer server) {
        this.server = server;
    }

    public Optional<Inventory> read(InventoryId id) {
        return stored(id).map(map -> InventoryFormat.read(id, map));
    }

    /**
     * What the inventory says of the deliveries before, as evidence for others.
     *
     * @return {@link InventoryState#NONE} where there is no inventory
     * @throws GitopsException when it was applied as a manifest: then whoever wrote that manifest says it, and not we
     */
    public InventoryState evidence(InventoryId id) {
        Optional<JsonNode> map = stored(id);
        if (map.filter(InventoryClaim::isApplied).isPresent()) {
            throw new GitopsException(
                    "ConfigMap " + id.namespace() + "/" + id.name() + ", the inventory of " + id
                            + ", was applied as a manifest, so it is no evidence of a delivery",
                    "Find out who applies it, and take it out of there; the next delivery to " + id.environment()
                            + " writes it anew");
        }
        return map.map(found -> InventoryFormat.read(id, found).state()).orElse(InventoryState.NONE);
    }

    private Optional<JsonNode> stored(InventoryId id) {
        ApiAnswer answer = server.send(ApiCall.get(path(id)));
        if (answer.missing()) {
            return Optional.empty();
        }
        requireOk(answer, "read", id);
        return Optional.of(answer.body());
    }

    /** A merge patch leaves alone what other tools wrote into the ConfigMap. */
    public InventoryWriteResult write(Inventory inventory) {
        InventoryId id = inventory.id();
        ObjectNode map = InventoryFormat.write(inventory);
        boolean first = inventory.resourceVersion().isEmpty();
        ApiCall call = first
                ? ApiCall.post(ApiResource.CONFIG_MAP.path(id.namespace()), map)
                : ApiCall.mergePatch(path(id), map);
        ApiAnswer answer = server.send(call.with("fieldManager", FieldManager.NAME));
        boolean deleted = !first && answer.missing();
        if (answer.code() == ApiAnswer.CONFLICT || deleted) {
            Inventory current = read(id).orElseGet(() -> Inventory.empty(id, inventory.repository()));
            return new InventoryWriteResult(InventoryWriteResult.Outcome.OVERTAKEN, current);
        }
        requireOk(answer, "write", id);
        return new InventoryWriteResult(InventoryWriteResult.Outcome.WRITTEN, InventoryFormat.read(id, answer.body()));
    }

    /** @return whether it is gone; false when another process wrote it since it was read */
    public boolean delete(Inventory inventory) {
        InventoryId id = inventory.id();
        ApiAnswer answer = server.send(ApiCall.deleteUnchanged(path(id), inventory.resourceVersion()));
        if (answer.code() == ApiAnswer.CONFLICT) {
            return false;
        }
        if (!answer.missing()) {
            requireOk(answer, "delete", id);
        }
        return true;
    }

    private static void requireOk(ApiAnswer answer, String verb, InventoryId id) {
        if (!answer.ok()) {
            throw new GitopsException(
                    "Tried to " + verb + " the inventory of " + id + " in ConfigMap " + id.namespace() + "/" + id.name()
                            + ": " + answer.message(),
                    answer.code() == ApiAnswer.FORBIDDEN
                            ? "Grant get, create, patch and delete on configmaps in namespace " + id.namespace()
                            : "Check that namespace " + id.namespace() + " exists");
        }
    }

    private static String path(InventoryId id) {
        return ApiResource.CONFIG_MAP.path(id.namespace(), id.name());
    }
}
