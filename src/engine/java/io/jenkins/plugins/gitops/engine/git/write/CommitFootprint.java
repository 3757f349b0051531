package io.jenkins.plugins.gitops.engine.git.write;

import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a commit was made from and what it changes. That is enough to know whether it would have been made the same on
 * top of another commit.
 *
 * @param orderingKey commits with the same key depend on their order, so none is put on top of another of them
 * @param reads the files and directories that it was made from; a directory stands for all files below it, the empty path
 *     for all
 * @param changed the whole content of each file that it changes, by path
 */
public record CommitFootprint(String orderingKey, Set<String> reads, SortedMap<String, byte[]> changed) {

    public CommitFootprint {
        reads = Set.copyOf(reads);
        changed = Collections.unmodifiableSortedMap(new TreeMap<>(changed));
    }

    /** Whether an earlier commit makes no difference to this one. */
    boolean independentOf(CommitFootprint earlier) {
        return !orderingKey.equals(earlier.orderingKey)
                && earlier.changed.keySet().stream().noneMatch(path -> changed.containsKey(path) || reads(path));
    }

    private boolean reads(String path) {
        return reads.stream().anyMatch(read -> read.isEmpty() || path.equals(read) || path.startsWith(read + "/"));
    }
}
