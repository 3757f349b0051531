package io.jenkins.plugins.gitops.engine.cluster.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.cluster.api.KnownKind;
import java.util.Map;
import java.util.Optional;

/**
 * An object that says it is an inventory, or in one. What an inventory says is believed (it decides what is promoted, what
 * is deleted, who may deliver), so none may come from a repository: who may commit to one would speak for the cluster.
 */
public final class InventoryClaim {

    private static final String DATA = "f:data";

    private InventoryClaim() {}

    /**
     * What a manifest claims, if it claims anything.
     *
     * @param group the API group; empty for the core group
     * @param manifest the object as it is written
     * @param own the inventory that its objects will be listed in: its label is no claim, as it is set anyway
     */
    public static Optional<String> of(String group, String kind, JsonNode manifest, InventoryId own) {
        JsonNode metadata = manifest.path("metadata");
        if (KnownKind.of(group, kind) == KnownKind.CONFIG_MAP
                && InventoryId.isName(metadata.path("name").asText())) {
            return Optional.of("the name is that of an inventory (gitops.<application>.<environment>); take another");
        }
        return claim(metadata.path("labels"), own)
                .map(label -> "the label " + label)
                .or(() -> claim(metadata.path("annotations"), own).map(annotation -> "the annotation " + annotation))
                .map(what -> what + " makes it an inventory, or a part of another one; take it out of the manifest");
    }

    private static Optional<String> claim(JsonNode names, InventoryId own) {
        return names.properties().stream()
                .filter(each -> each.getKey().startsWith(InventoryFormat.PREFIX))
                .filter(each -> !each.getKey().equals(Inventory.PART_OF)
                        || !each.getValue().asText().equals(own.applySet()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /**
     * Whether a live object's state was applied as a manifest: inventories are created and patched, never applied. An API
     * server notes that by itself ({@code managedFields}).
     */
    static boolean isApplied(JsonNode live) {
        for (JsonNode entry : live.path("metadata").path("managedFields")) {
            if (entry.path("operation").asText().equals("Apply")
                    && entry.path("fieldsV1").path(DATA).has("f:" + InventoryFormat.STATE)) {
                return true;
            }
        }
        return false;
    }
}
