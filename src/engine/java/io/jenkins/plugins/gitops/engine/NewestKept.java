package io.jenkins.plugins.gitops.engine;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * A map that keeps a limited number of entries: when one is added and there are more than the limit, the eldest go. With
 * a limit of 0 nothing is kept. Entries are added by {@link #put} and what is built on it; the sets and collections that
 * show the map are read-only. Not safe for use by several threads without a lock.
 */
public final class NewestKept<K, V> extends AbstractMap<K, V> {

    private static final int CAPACITY = 16;
    private static final float LOAD_FACTOR = 0.75f;

    private final Map<K, V> entries;
    private final IntSupplier limit;

    private NewestKept(boolean byAccess, IntSupplier limit) {
        this.entries = new LinkedHashMap<>(CAPACITY, LOAD_FACTOR, byAccess);
        this.limit = limit;
    }

    /**
     * Keeps those that were added last. To read an entry, or to put its key again, does not make it newer.
     *
     * @param limit how many entries
     */
    public static <K, V> NewestKept<K, V> byInsertion(int limit) {
        return new NewestKept<>(false, () -> limit);
    }

    /**
     * Keeps those that were added or read last. To read an entry changes the map, so that needs the lock too.
     *
     * @param limit how many entries; asked whenever one is put
     */
    public static <K, V> NewestKept<K, V> byAccess(IntSupplier limit) {
        return new NewestKept<>(true, limit);
    }

    @Override
    public V get(Object key) {
        return entries.get(key);
    }

    @Override
    public boolean containsKey(Object key) {
        return entries.containsKey(key);
    }

    @Override
    public V put(K key, V value) {
        V before = entries.put(key, value);
        int most = limit.getAsInt();
        Iterator<K> eldest = entries.keySet().iterator();
        while (entries.size() > most && eldest.hasNext()) {
            eldest.next();
            eldest.remove();
        }
        return before;
    }

    @Override
    public V remove(Object key) {
        return entries.remove(key);
    }

    @Override
    public int size() {
        return entries.size();
    }

    /** The eldest first. */
    @Override
    public Set<Entry<K, V>> entrySet() {
        return Collections.unmodifiableSet(entries.entrySet());
    }
}
