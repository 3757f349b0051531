package io.jenkins.plugins.gitops.deliveries;

import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The unfinished deliveries of this controller, and whose turn it is. For each application and environment, one at a time plans
 * and writes to Git. While it applies and waits, a newer one may begin: as soon as that one is committed and takes the lease of
 * the inventory, the older one ends superseded, and is not rolled back. So a fix does not wait for a rollout that never gets
 * ready. The same images again do wait: or a timer could put off the end of a broken release for ever. Of several that wait for
 * their turn, the newest runs first, and the older ones are then superseded. A removal has its turn like a delivery that plans,
 * until it has ended: what would be created meanwhile would be half deleted. What was asked for after it waits for it, so that it
 * does not wait for ever behind the deliveries of a busy job.
 */
final class DeliveryQueue {

    private final Map<DeployId, ActiveDelivery> unfinished = new HashMap<>();
    private final Map<ActiveDelivery.Slot, ActiveDelivery> running = new HashMap<>();
    private final Map<ActiveDelivery.Slot, ActiveRemoval> removals = new HashMap<>();
    /** Those that wait, and those that have their turn, by the time of their request. */
    private final SortedMap<DeployId, ActiveRemoval> asked = new TreeMap<>();

    synchronized Optional<ActiveDelivery> find(DeployId id) {
        return Optional.ofNullable(unfinished.get(id));
    }

    synchronized List<ActiveDelivery> all() {
        return new ArrayList<>(unfinished.values());
    }

    synchronized void add(ActiveDelivery added) {
        unfinished.put(added.id(), added);
    }

    /** Adds one that an earlier process left. One that had begun keeps its turn. */
    synchronized void resume(ActiveDelivery left) {
        if (left.needsSlot()) {
            running.putIfAbsent(left.slot(), left);
        }
        add(left);
    }

    /**
     * What this one has to wait for, as a text for users; empty when it is its turn, or it needs none. It is then among those to
     * wake as soon as the slot is free.
     */
    synchronized Optional<String> claim(ActiveDelivery each) {
        if (!each.needsSlot()) {
            return Optional.empty();
        }
        ActiveRemoval removal = removals.get(each.slot());
        if (removal != null) {
            return Optional.of(removal.waitingText());
        }
        ActiveDelivery working = running.get(each.slot());
        if (working == null) {
            Optional<ActiveRemoval> before = askedBefore(each.slot(), each.id());
            if (before.isPresent()) {
                return Optional.of(before.get().waitingText());
            }
            working = awaited(each).orElse(each);
            if (working == each) {
                running.put(each.slot(), each);
            }
        }
        return working == each ? Optional.empty() : Optional.of(working.waitingText());
    }

    /** A removal that waits for its turn from now on. */
    synchronized void add(ActiveRemoval removal) {
        asked.put(removal.id(), removal);
    }

    /** Whether a removal waits or runs. */
    synchronized boolean isRemoving(DeployId id) {
        return asked.containsKey(id);
    }

    private Optional<ActiveRemoval> askedBefore(ActiveDelivery.Slot slot, DeployId id) {
        return asked.headMap(id).values().stream()
                .filter(each -> each.slot().equals(slot))
                .findFirst();
    }

    /** What a removal has to wait for; empty when it has its turn now, until {@link #end}. */
    synchronized Optional<String> claim(ActiveRemoval removal) {
        if (!asked.containsKey(removal.id())) {
            // It has ended meanwhile, by an abort.
            return Optional.empty();
        }
        ActiveRemoval other = removals.get(removal.slot());
        if (other != null && other != removal) {
            return Optional.of(other.waitingText());
        }
        Optional<ActiveRemoval> before = askedBefore(removal.slot(), removal.id());
        if (before.isPresent()) {
            return Optional.of(before.get().waitingText());
        }
        ActiveDelivery working = running.get(removal.slot());
        if (working != null) {
            return Optional.of(working.waitingText());
        }
        removals.put(removal.slot(), removal);
        return Optional.empty();
    }

    /** Returns the deliveries to wake. */
    synchronized List<ActiveDelivery> end(ActiveRemoval removal) {
        removals.remove(removal.slot(), removal);
        return asked.remove(removal.id(), removal) ? waiting(removal.slot()) : List.of();
    }

    /** The removals whose turn it is. */
    synchronized List<ActiveRemoval> removals() {
        return new ArrayList<>(removals.values());
    }

    /** Frees its slot, if it has it and needs it no more. Returns those to wake. */
    synchronized List<ActiveDelivery> passOn(ActiveDelivery each) {
        return running.get(each.slot()) == each && !each.needsSlot() ? free(each) : List.of();
    }

    /** Takes out one that has ended. Returns those to wake; empty when it was taken out before. */
    synchronized Optional<List<ActiveDelivery>> remove(ActiveDelivery ended) {
        return unfinished.remove(ended.id()) == null ? Optional.empty() : Optional.of(free(ended));
    }

    /** All that wait: those that still do now wait for another delivery, and show its name. */
    private List<ActiveDelivery> free(ActiveDelivery each) {
        running.remove(each.slot(), each);
        List<ActiveDelivery> waiting =
                waiting(each.slot()).stream().filter(other -> other != each).toList();
        waiting.stream()
                .filter(other -> awaited(other).isEmpty()
                        && askedBefore(other.slot(), other.id()).isEmpty())
                .findFirst()
                .ifPresent(next -> running.putIfAbsent(next.slot(), next));
        return waiting;
    }

    /** The newest first. */
    private List<ActiveDelivery> waiting(ActiveDelivery.Slot slot) {
        return unfinished.values().stream()
                .filter(other -> other.slot().equals(slot) && other.needsSlot())
                .sorted(Comparator.comparing(ActiveDelivery::id).reversed())
                .toList();
    }

    /** A delivery that applies or waits, and that this one would only repeat: it is not overtaken by the same again. */
    private Optional<ActiveDelivery> awaited(ActiveDelivery each) {
        return unfinished.values().stream()
                .filter(other -> other != each && other.slot().equals(each.slot()) && !other.needsSlot())
                .filter(each::repeats)
                .findFirst();
    }
}
