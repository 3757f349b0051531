package io.jenkins.plugins.gitops.engine.git.read;

import io.jenkins.plugins.gitops.engine.git.object.ObjectIds;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What came to a history with each commit of a line: for all lines, one after the other. */
final class LineArrivals {

    private static final int NEVER = Integer.MAX_VALUE;

    private final NumberedCommits commits;
    private final Instant[] times;

    /** By a commit's number, with which commit of the line it came. */
    private final int[] cameWith;

    /** How many are known to have come with another commit than the first, and were not looked at yet. */
    private int open;

    private int lowest;
    private long steps;

    LineArrivals(NumberedCommits commits) {
        this.commits = commits;
        this.times = new Instant[commits.size()];
        this.cameWith = new int[commits.size()];
        Arrays.fill(cameWith, NEVER);
    }

    /** How many commits were looked at so far. */
    long steps() {
        return steps;
    }

    /** Of the line's commits that are known, from the second on; of one that is there twice, with the first. */
    Map<Revision, List<Instant>> of(List<Revision> line) {
        List<Revision> known = line.stream()
                .filter(each -> commits.number(ObjectIds.id(each)) != NumberedCommits.UNKNOWN)
                .toList();
        if (known.size() < 2) {
            return Map.of();
        }
        int[] points = known.stream()
                .mapToInt(each -> commits.number(ObjectIds.id(each)))
                .toArray();
        List<List<Instant>> arrived = arrived(points);
        Map<Revision, List<Instant>> found = new LinkedHashMap<>();
        for (int i = 1; i < points.length; i++) {
            found.putIfAbsent(known.get(i), List.copyOf(arrived.get(i)));
        }
        return found;
    }

    /** From high numbers down: what a commit came with, its parents came with at the latest. */
    private List<List<Instant>> arrived(int[] points) {
        List<List<Instant>> arrived = new ArrayList<>();
        int top = Arrays.stream(points).max().orElseThrow();
        lowest = top;
        open = 0;
        for (int i = 0; i < points.length; i++) {
            arrived.add(new ArrayList<>());
            came(points[i], i);
        }
        int at = top;
        for (; open > 0; at--) {
            int with = cameWith[at];
            if (with == NEVER) {
                continue;
            }
            if (with > 0) {
                open--;
                if (commits.counts(at)) {
                    arrived.get(with).add(time(at));
                }
            }
            for (int place = commits.parentsBegin(at); place < commits.parentsEnd(at); place++) {
                came(commits.parent(place), with);
            }
        }
        steps += top - at;
        Arrays.fill(cameWith, lowest, top + 1, NEVER);
        return arrived;
    }

    private void came(int number, int with) {
        int before = cameWith[number];
        if (with >= before) {
            return;
        }
        cameWith[number] = with;
        lowest = Math.min(lowest, number);
        if (with > 0 && before == NEVER) {
            open++;
        } else if (with == 0 && before != NEVER) {
            open--;
        }
    }

    private Instant time(int number) {
        if (times[number] == null) {
            times[number] = commits.time(number);
        }
        return times[number];
    }
}
