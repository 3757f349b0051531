package io.jenkins.plugins.gitops.engine;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Keeps values up to a weight in all: when one is added and all are heavier than that, those that were added or read longest ago
 * go. For values of which some are a thousand times as large as others. Not safe for use by several threads without a lock.
 */
public final class WeighedKept<K, V> {

    private static final int CAPACITY = 16;
    private static final float LOAD_FACTOR = 0.75f;

    private final Map<K, Weighed<V>> entries = new LinkedHashMap<>(CAPACITY, LOAD_FACTOR, true);
    private final long limit;
    private final ToIntFunction<V> weight;
    private long total;

    /**
     * @param limit how heavy all may be
     * @param weight of a value when it is put; at least 1
     */
    public WeighedKept(long limit, ToIntFunction<V> weight) {
        this.limit = limit;
        this.weight = weight;
    }

    /** @param weight when it was put, so that a value that changed is taken away as it was added */
    private record Weighed<V>(V value, int weight) {}

    public Optional<V> get(K key) {
        return Optional.ofNullable(entries.get(key)).map(Weighed::value);
    }

    /** Adds a value, or weighs it again. One that is too heavy alone is not kept. */
    public void put(K key, V value) {
        remove(key);
        Weighed<V> added = new Weighed<>(value, weight.applyAsInt(value));
        if (added.weight() > limit) {
            return;
        }
        entries.put(key, added);
        total += added.weight();
        Iterator<Weighed<V>> eldest = entries.values().iterator();
        while (total > limit) {
            total -= eldest.next().weight();
            eldest.remove();
        }
    }

    public void remove(K key) {
        Weighed<V> before = entries.remove(key);
        total -= before == null ? 0 : before.weight();
    }

    public void removeIf(Predicate<K> gone) {
        List.copyOf(entries.keySet()).stream().filter(gone).forEach(this::remove);
    }

    /** Whether a key is such a one. It makes no entry newer. */
    public boolean anyKey(Predicate<K> wanted) {
        return entries.keySet().stream().anyMatch(wanted);
    }
}
