package io.jenkins.plugins.gitops.engine.git.read;

import io.jenkins.plugins.gitops.engine.git.object.ObjectIds;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * When the commits were made that came to a history with each of some of its commits. The history is walked through once for all
 * that ask.
 */
public final class CommitArrivals {

    /** For so many commits the server is asked when the cache does not have them: those on no branch any more cost a request each. */
    private static final int MOST_ASKED = 5;

    /** So many commits are looked at, one as often as lines go through it: a hundred thousand for two hundred lines. */
    private static final long MOST_STEPS = 20_000_000;

    /** To read a commit from the disk takes as long as to look at so many in memory. */
    private static final long STEPS_OF_A_READ = 10;

    private final CommitGraph history;

    public CommitArrivals(CommitGraph history) {
        this.history = history;
    }

    /**
     * For each line of commits, what came with each of them.
     *
     * @param tip of the branch, with whose history the cache is filled
     * @param lines commits in the order in which they counted; what is in the history of the first is no arrival, so nothing
     *     is said of it
     * @param without trailers: commits with one of them, and merges, are left out
     * @return for each line, the times of the committers' clocks by the commit that they came with. A commit that the server
     *     does not give out is left out, and what it brought came with the next. Of the last lines nothing is said when too
     *     many go through too long a history
     */
    public List<Map<Revision, List<Instant>>> of(Revision tip, List<List<Revision>> lines, Collection<String> without) {
        missing(tip, lines).stream().limit(MOST_ASKED).forEach(history::has);
        return history.withHistory(tip, walk -> {
            List<List<RevCommit>> known = new ArrayList<>();
            for (List<Revision> line : lines) {
                known.add(known(walk, line));
            }
            return arrivals(walk, known, new CommitFilter(walk, without), MOST_STEPS);
        });
    }

    /** The newest first: it may bring the others with it. */
    private Set<Revision> missing(Revision tip, List<List<Revision>> lines) {
        return history.withHistory(tip, walk -> {
            Set<Revision> missing = new LinkedHashSet<>();
            for (List<Revision> line : lines) {
                for (int i = line.size() - 1; i >= 0; i--) {
                    if (!walk.getObjectReader().has(ObjectIds.id(line.get(i)))) {
                        missing.add(line.get(i));
                    }
                }
            }
            return missing;
        });
    }

    private static List<RevCommit> known(RevWalk walk, List<Revision> line) throws IOException {
        List<RevCommit> known = new ArrayList<>();
        for (Revision each : line) {
            if (walk.getObjectReader().has(ObjectIds.id(each))) {
                known.add(walk.parseCommit(ObjectIds.id(each)));
            }
        }
        return known;
    }

    static List<Map<Revision, List<Instant>>> arrivals(
            RevWalk walk, List<List<RevCommit>> lines, CommitFilter filter, long mostSteps) throws IOException {
        List<List<RevCommit>> asked =
                lines.stream().filter(line -> line.size() > 1).toList();
        List<Map<Revision, List<Instant>>> found = new ArrayList<>();
        if (asked.isEmpty()) {
            lines.forEach(line -> found.add(Map.of()));
            return found;
        }
        RevCommit oldest = asked.stream()
                .map(line -> line.get(0))
                .min(Comparator.comparingInt(RevCommit::getCommitTime))
                .orElseThrow();
        CommitRange shared =
                CommitRange.read(walk, asked.stream().flatMap(List::stream).toList(), oldest, filter);
        long left = mostSteps;
        for (List<RevCommit> line : lines) {
            if (line.size() < 2 || left <= 0) {
                found.add(Map.of());
                continue;
            }
            CommitRange range = shared;
            if (!shared.descends(line.get(0))) {
                // On a line of history of its own: what is left out for the others may be new here.
                range = CommitRange.read(walk, line, line.get(0), filter);
                left -= STEPS_OF_A_READ * range.size();
            }
            left -= range.size();
            found.add(range.arrivals(line));
        }
        return found;
    }
}
