package io.jenkins.plugins.gitops.engine.cluster.inventory;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectKey;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What belongs to an application in an environment, and how its last delivery ended, as the cluster itself stores it:
 * the parent of an ApplySet (KEP-3659), so that {@code kubectl} and other tools know the members as ours.
 *
 * @param repository the repository that owns the inventory; no other may deliver to it
 * @param objects what was applied and not removed since, sorted
 * @param resourceVersion of the state that was read, for the optimistic lock; empty when nothing is stored yet
 */
public record Inventory(
        InventoryId id, String repository, List<Entry> objects, InventoryState state, String resourceVersion) {

    /** The label of the inventory itself, with the same value. */
    public static final String ID = "applyset.kubernetes.io/id";

    /** The label that every member carries, with {@link InventoryId#applySet()} as its value. */
    public static final String PART_OF = "applyset.kubernetes.io/part-of";

    /**
     * A member.
     *
     * @param uid of the object that was applied: one of the same name that somebody made later is not ours
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Entry(ObjectRef ref, String uid) {

        /** @throws GitopsException when there is no name or no UID */
        public Entry {
            if (ref == null || uid == null || uid.isEmpty()) {
                throw new GitopsException("The inventory's entry for " + ref + " has no UID", "Take the entry out");
            }
        }
    }

    /** Sorts the objects. */
    public Inventory {
        objects = List.copyOf(objects.stream()
                .sorted(Comparator.comparing(entry -> entry.ref().key()))
                .toList());
    }

    /** The inventory before the first delivery. */
    public static Inventory empty(InventoryId id, String repository) {
        return new Inventory(id, repository, List.of(), InventoryState.NONE, "");
    }

    /** @throws GitopsException when another repository owns it */
    public void requireOwner(String deliveredFrom) {
        if (!repository.equals(deliveredFrom)) {
            throw new GitopsException(
                    id + " belongs to " + repository + ", not to " + deliveredFrom,
                    "Name the repository that owns it, or use another application name; or let this repository take over:"
                            + " gitops inventory adopt --application " + id.application() + " --environment "
                            + id.environment() + " --namespace " + id.namespace() + " --repository " + deliveredFrom);
        }
    }

    /** With these objects as well; for an object that is listed already, the new version and UID count. */
    public Inventory including(Collection<AppliedObject> applied) {
        Map<ObjectKey, Entry> entries = new TreeMap<>();
        objects.forEach(entry -> entries.put(entry.ref().key(), entry));
        applied.forEach(each -> entries.put(each.ref().key(), new Entry(each.ref(), each.uid())));
        return new Inventory(id, repository, List.copyOf(entries.values()), state, resourceVersion);
    }

    /** With those of these objects that are not listed yet; the others stay as they are listed. */
    public Inventory includingNew(Collection<AppliedObject> applied) {
        Set<ObjectKey> listed = objects.stream().map(entry -> entry.ref().key()).collect(Collectors.toSet());
        return including(applied.stream()
                .filter(each -> !listed.contains(each.ref().key()))
                .toList());
    }

    /** Without these objects, as they are pruned. */
    public Inventory without(Collection<ObjectRef> pruned) {
        Set<ObjectKey> gone = pruned.stream().map(ObjectRef::key).collect(Collectors.toSet());
        return new Inventory(
                id,
                repository,
                objects.stream()
                        .filter(entry -> !gone.contains(entry.ref().key()))
                        .toList(),
                state,
                resourceVersion);
    }

    /** The same, owned by this repository. */
    public Inventory ownedBy(String other) {
        return new Inventory(id, other, objects, state, resourceVersion);
    }

    public Inventory with(InventoryState newState) {
        return new Inventory(id, repository, objects, newState, resourceVersion);
    }
}
