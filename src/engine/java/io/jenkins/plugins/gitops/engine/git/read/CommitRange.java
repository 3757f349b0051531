package io.jenkins.plugins.gitops.engine.git.read;

import io.jenkins.plugins.gitops.engine.git.object.ObjectIds;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevFlag;
import org.eclipse.jgit.revwalk.RevWalk;

/** A part of a history in memory: numbers in place of commits, as each of many lines goes through all of it. */
final class CommitRange {

    private static final int OUTSIDE = -1;

    private final RevCommit before;
    private final List<RevCommit> commits;
    private final Map<RevCommit, Integer> numbers = new HashMap<>();
    private final BitSet counted = new BitSet();
    private final List<Instant> times = new ArrayList<>();
    private final List<int[]> parents = new ArrayList<>();
    private final BitSet descendants = new BitSet();

    private CommitRange(RevCommit before) {
        this.before = before;
        this.commits = new ArrayList<>();
    }

    /**
     * Reads it.
     *
     * @param from where it begins
     * @param before is left out with its history
     * @param filter which of the commits are counted
     */
    static CommitRange read(RevWalk walk, Collection<RevCommit> from, RevCommit before, CommitFilter filter)
            throws IOException {
        walk.reset();
        for (RevCommit each : from) {
            walk.markStart(each);
        }
        walk.markUninteresting(before);
        CommitRange range = new CommitRange(before);
        for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
            if (filter.takes(commit)) {
                range.counted.set(range.commits.size());
            }
            range.commits.add(commit);
            commit.disposeBody();
        }
        for (int i = 0; i < range.commits.size(); i++) {
            // Where committers' clocks disagree, that a commit is to be left out is found out too late.
            if (!range.commits.get(i).has(RevFlag.UNINTERESTING)) {
                range.numbers.put(range.commits.get(i), i);
            }
        }
        range.commits.forEach(range::link);
        range.descend();
        return range;
    }

    private void link(RevCommit commit) {
        times.add(Instant.ofEpochSecond(commit.getCommitTime()));
        parents.add(Arrays.stream(commit.getParents())
                .mapToInt(parent -> numbers.getOrDefault(parent, OUTSIDE))
                .filter(number -> number != OUTSIDE)
                .toArray());
    }

    /** Finds all that have in their history what was left out, in one walk from there up. */
    private void descend() {
        Map<RevCommit, List<Integer>> children = new HashMap<>();
        numbers.forEach((commit, number) -> {
            for (RevCommit parent : commit.getParents()) {
                children.computeIfAbsent(parent, first -> new ArrayList<>()).add(number);
            }
        });
        Deque<RevCommit> next = new ArrayDeque<>(List.of(before));
        while (!next.isEmpty()) {
            for (int child : children.getOrDefault(next.remove(), List.of())) {
                if (!descendants.get(child)) {
                    descendants.set(child);
                    next.add(commits.get(child));
                }
            }
        }
    }

    /** Whether a commit has in its history what was left out. */
    boolean descends(RevCommit commit) {
        return commit.equals(before) || descendants.get(numbers.getOrDefault(commit, commits.size()));
    }

    /** How many commits it has. */
    int size() {
        return commits.size();
    }

    /** What came with each commit of a line, from its second on; of one that is there twice, with the first. */
    Map<Revision, List<Instant>> arrivals(List<RevCommit> line) {
        BitSet arrived = new BitSet();
        arrive(line.get(0), arrived);
        Map<Revision, List<Instant>> found = new LinkedHashMap<>();
        for (RevCommit point : line.subList(1, line.size())) {
            found.putIfAbsent(ObjectIds.revision(point), arrive(point, arrived));
        }
        return found;
    }

    private List<Instant> arrive(RevCommit point, BitSet arrived) {
        List<Instant> found = new ArrayList<>();
        int first = numbers.getOrDefault(point, OUTSIDE);
        if (first == OUTSIDE || arrived.get(first)) {
            return found;
        }
        arrived.set(first);
        Deque<Integer> next = new ArrayDeque<>(List.of(first));
        while (!next.isEmpty()) {
            int number = next.remove();
            if (counted.get(number)) {
                found.add(times.get(number));
            }
            for (int parent : parents.get(number)) {
                if (!arrived.get(parent)) {
                    arrived.set(parent);
                    next.add(parent);
                }
            }
        }
        return found;
    }
}
