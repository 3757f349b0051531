package io.jenkins.plugins.gitops.engine.git.write;

import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a commit was made from and what it changes: enough to tell whether it would have been made the same on a parent
 * that another commit changed meanwhile.
 *
 * @param turn commits of one turn say something about each other, so none is put on another unseen
 * @param reads the files and directories that it was made from; a directory stands for all files below it, the empty path
 *     for all
 * @param changed the whole content of each file that it changes, by path
 */
public record CommitFootprint(String turn, Set<String> reads, SortedMap<String, byte[]> changed) {

    public CommitFootprint {
        reads = Set.copyOf(reads);
        changed = Collections.unmodifiableSortedMap(new TreeMap<>(changed));
    }

    /** Whether an earlier commit makes no difference to this one. */
    boolean independentOf(CommitFootprint earlier) {
        return !turn.equals(earlier.turn)
                && earlier.changed.keySet().stream().noneMatch(path -> changed.containsKey(path) || reads(path));
    }

    private boolean reads(String path) {
        return reads.stream().anyMatch(read -> read.isEmpty() || path.equals(read) || path.startsWith(read + "/"));
    }
}
