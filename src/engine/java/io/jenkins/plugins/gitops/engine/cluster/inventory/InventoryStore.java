package io.jenkins.plugins.gitops.engine.cluster.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiServer;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.cluster.api.FieldManager;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads and writes inventories under an optimistic lock, the ConfigMap's {@code resourceVersion}. */
public final class InventoryStore {

    private static final Pattern LABEL_VALUE = Pattern.compile("[A-Za-z0-9._-]{1,63}");

    private static final int PAGE = 50;

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

    /**
     * Whose an inventory is, found by the label that its members carry: {@code shop in staging, ConfigMap shop/gitops.shop.staging}.
     * Only what is kept in ConfigMaps is found, and only where those may be listed.
     *
     * @param applySet the label's value
     * @param namespaces where it is searched for first; then everywhere
     */
    public Optional<String> describe(String applySet, List<String> namespaces) {
        return Stream.concat(namespaces.stream().filter(namespace -> !namespace.isEmpty()), Stream.of(""))
                .flatMap(namespace -> labelled(applySet, namespace).stream())
                .filter(map -> InventoryId.applySet(name(map), namespace(map)).equals(applySet))
                .findFirst()
                .map(map -> InventoryId.parse(name(map), namespace(map))
                                .map(id -> id + ", ")
                                .orElse("")
                        + "ConfigMap " + namespace(map) + "/" + name(map));
    }

    /**
     * The inventories that can be seen, of this tool, sorted by namespace, application and environment.
     *
     * @param namespace where they are; everywhere when it is absent
     * @throws GitopsException when they may not be listed there
     */
    public List<StoredInventory> list(Optional<String> namespace) {
        List<StoredInventory> found = new ArrayList<>();
        String next = "";
        do {
            ApiCall call = ApiCall.get(ApiResource.CONFIG_MAP.path(namespace.orElse("")))
                    .with("labelSelector", Inventory.ID)
                    .with("limit", String.valueOf(PAGE));
            ApiAnswer answer = server.send(next.isEmpty() ? call : call.with("continue", next));
            if (!answer.ok()) {
                throw new GitopsException(
                        "Tried to list the inventories "
                                + namespace.map(name -> "in namespace " + name).orElse("of all namespaces") + ": "
                                + answer.message(),
                        namespace.isPresent()
                                ? "Grant the verb list on configmaps there"
                                : "Grant the verb list on configmaps in a ClusterRole, or ask in one namespace");
            }
            answer.body().path("items").forEach(map -> stored(map).ifPresent(found::add));
            next = answer.body().path("metadata").path("continue").asText();
        } while (!next.isEmpty());
        found.sort(Comparator.comparing(StoredInventory::namespace)
                .thenComparing(StoredInventory::application)
                .thenComparing(StoredInventory::environment));
        return found;
    }

    private static Optional<StoredInventory> stored(JsonNode map) {
        Optional<InventoryId> id =
                InventoryId.parse(name(map), namespace(map)).filter(named -> InventoryFormat.isOurs(named, map));
        Optional<Instant> created = created(map);
        return id.map(named -> {
            try {
                return StoredInventory.of(InventoryFormat.read(named, map), created);
            } catch (GitopsException unreadable) {
                return StoredInventory.unreadable(named, created, unreadable.getMessage());
            }
        });
    }

    private static Optional<Instant> created(JsonNode map) {
        try {
            return Optional.of(
                    Instant.parse(map.path("metadata").path("creationTimestamp").asText()));
        } catch (DateTimeParseException none) {
            return Optional.empty();
        }
    }

    private List<JsonNode> labelled(String applySet, String namespace) {
        if (!LABEL_VALUE.matcher(applySet).matches()) {
            return List.of();
        }
        ApiAnswer answer = server.send(ApiCall.get(ApiResource.CONFIG_MAP.path(namespace))
                .with("labelSelector", Inventory.ID + "=" + applySet));
        return ClusterJson.items(answer.body().path("items"));
    }

    private static String name(JsonNode map) {
        return map.path("metadata").path("name").asText();
    }

    private static String namespace(JsonNode map) {
        return map.path("metadata").path("namespace").asText();
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
