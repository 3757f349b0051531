package io.jenkins.plugins.gitops.engine.cluster.inventory;

import java.time.Instant;
import java.util.Optional;

/**
 * An inventory as a list shows it.
 *
 * @param repository the repository that owns it; empty when it cannot be read
 * @param objects how many it lists
 * @param deployId of the newest delivery
 * @param result how that ended; absent while it runs
 * @param updated when that was written
 * @param created when the inventory was made
 * @param problem why it cannot be read, if so
 */
public record StoredInventory(
        String application,
        String environment,
        String namespace,
        String repository,
        int objects,
        Optional<String> deployId,
        Optional<String> result,
        Optional<Instant> updated,
        Optional<Instant> created,
        Optional<String> problem) {

    static StoredInventory of(Inventory inventory, Optional<Instant> created) {
        InventoryId id = inventory.id();
        InventoryState state = inventory.state();
        return new StoredInventory(
                id.application(),
                id.environment(),
                id.namespace(),
                inventory.repository(),
                inventory.objects().size(),
                state.deployId(),
                state.result(),
                state.updated(),
                created,
                Optional.empty());
    }

    static StoredInventory unreadable(InventoryId id, Optional<Instant> created, String problem) {
        return new StoredInventory(
                id.application(),
                id.environment(),
                id.namespace(),
                "",
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                created,
                Optional.of(problem));
    }
}
