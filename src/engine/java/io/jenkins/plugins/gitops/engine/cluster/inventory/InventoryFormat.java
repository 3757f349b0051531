package io.jenkins.plugins.gitops.engine.cluster.inventory;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An inventory as a ConfigMap.
 *
 * <pre>
 * metadata.labels       applyset.kubernetes.io/id: applyset-HASH-v1
 * metadata.annotations  applyset.kubernetes.io/tooling: jenkins-gitops/VERSION
 *                       applyset.kubernetes.io/contains-group-kinds: ConfigMap,Deployment.apps
 *                       applyset.kubernetes.io/additional-namespaces: those of members elsewhere
 * data.application, data.environment, data.repository
 * data.objects          {"version":1,"objects":[{"ref":"apps/v1/Deployment/shop/web","uid":"..."}]}
 * data.state            {"version":1,"deployId":"...", ...}, the fields of {@link InventoryState}
 * </pre>
 *
 * <p>A reader takes fields that it does not know for additions and leaves them out; a change that an old reader would
 * misunderstand raises {@code version}, and such a reader then refuses.
 */
final class InventoryFormat {

    /** Of all labels and annotations of ApplySets. */
    static final String PREFIX = "applyset.kubernetes.io/";

    /** The key of what is believed of the deliveries before. */
    static final String STATE = "state";

    private static final String TOOL = "jenkins-gitops";
    private static final int VERSION = 1;

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Members(int version, List<Inventory.Entry> objects) {

        Members {
            objects = objects == null ? List.of() : List.copyOf(objects);
        }
    }

    private InventoryFormat() {}

    static ObjectNode write(Inventory inventory) {
        InventoryId id = inventory.id();
        ObjectNode map = ClusterJson.object().put("apiVersion", "v1").put("kind", "ConfigMap");
        ObjectNode metadata = map.putObject("metadata").put("name", id.name()).put("namespace", id.namespace());
        if (!inventory.resourceVersion().isEmpty()) {
            metadata.put("resourceVersion", inventory.resourceVersion());
        }
        metadata.putObject("labels").put(Inventory.ID, id.applySet());
        metadata.putObject("annotations")
                .put(PREFIX + "tooling", TOOL + "/" + toolVersion())
                .put(PREFIX + "contains-group-kinds", groupKinds(inventory))
                .put(PREFIX + "additional-namespaces", otherNamespaces(inventory));
        ObjectNode state = ClusterJson.object().put("version", VERSION);
        state.setAll((ObjectNode) ClusterJson.MAPPER.valueToTree(inventory.state()));
        map.putObject("data")
                .put("application", id.application())
                .put("environment", id.environment())
                .put("repository", inventory.repository())
                .put("objects", ClusterJson.write(new Members(VERSION, inventory.objects())))
                .put(STATE, ClusterJson.write(state));
        return map;
    }

    /**
     * @throws GitopsException when the ConfigMap is not an inventory of ours, is another application's, or is of a newer
     *     format
     */
    static Inventory read(InventoryId id, JsonNode map) {
        JsonNode metadata = map.path("metadata");
        JsonNode data = map.path("data");
        if (!isOurs(id, map)) {
            String tool = tool(map);
            throw unusable(id, "is not an inventory of this tool" + (tool.isEmpty() ? "" : " but of " + tool));
        }
        // The name alone is ambiguous: "a-b" in "c" and "a" in "b-c" share it.
        if (!id.application().equals(data.path("application").asText())
                || !id.environment().equals(data.path("environment").asText())) {
            throw unusable(
                    id,
                    "is that of " + data.path("application").asText() + " in "
                            + data.path("environment").asText());
        }
        return new Inventory(
                id,
                data.path("repository").asText(),
                part(id, data, "objects", Members.class).objects(),
                part(id, data, STATE, InventoryState.class),
                metadata.path("resourceVersion").asText());
    }

    /** Whether a ConfigMap says that it is this inventory, and that this tool made it. */
    static boolean isOurs(InventoryId id, JsonNode map) {
        return tool(map).startsWith(TOOL + "/")
                && id.applySet()
                        .equals(map.path("metadata")
                                .path("labels")
                                .path(Inventory.ID)
                                .asText());
    }

    private static String tool(JsonNode map) {
        return map.path("metadata").path("annotations").path(PREFIX + "tooling").asText();
    }

    private static <T> T part(InventoryId id, JsonNode data, String name, Class<T> type) {
        JsonNode json = ClusterJson.lenient(data.path(name).asText().getBytes(StandardCharsets.UTF_8));
        int version = json.path("version").asInt();
        if (version > VERSION) {
            throw unusable(id, "was written by a newer version of this tool (data." + name + ")");
        }
        try {
            if (version == VERSION) {
                return ClusterJson.MAPPER.treeToValue(json, type);
            }
        } catch (JsonProcessingException damaged) {
            throw unusable(id, "cannot be read: data." + name + " is not what this tool writes");
        }
        throw unusable(id, "cannot be read: data." + name + " is not what this tool writes");
    }

    private static GitopsException unusable(InventoryId id, String problem) {
        return new GitopsException(
                "ConfigMap " + id.namespace() + "/" + id.name() + ", where the inventory of " + id + " is to be kept, "
                        + problem,
                "Use another name for the application or the environment; or repair the ConfigMap, or delete it if what"
                        + " it lists is gone");
    }

    private static String groupKinds(Inventory inventory) {
        return inventory.objects().stream()
                .map(entry -> entry.ref().key().groupKind())
                .distinct()
                .sorted()
                .collect(Collectors.joining(","));
    }

    private static String otherNamespaces(Inventory inventory) {
        return inventory.objects().stream()
                .map(entry -> entry.ref().namespace())
                .filter(namespace ->
                        !namespace.isEmpty() && !namespace.equals(inventory.id().namespace()))
                .distinct()
                .sorted()
                .collect(Collectors.joining(","));
    }

    private static String toolVersion() {
        return Optional.ofNullable(InventoryFormat.class.getPackage().getImplementationVersion())
                .orElse("0");
    }
}
