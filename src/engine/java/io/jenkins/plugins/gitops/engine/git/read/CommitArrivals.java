package io.jenkins.plugins.gitops.engine.git.read;

import io.jenkins.plugins.gitops.engine.git.object.ObjectIds;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * When the commits were made that came to a history with each of some of its commits. What was read of the history is kept in a file
 * of the cache, so only commits that came since are read.
 */
public final class CommitArrivals {

    /** For so many commits the server is asked when the cache does not have them: those on no branch any more cost a request each. */
    private static final int MOST_ASKED = 5;

    /** So many commits are looked at, one as often as lines go through it: a hundred thousand for two hundred lines. */
    private static final long MOST_STEPS = 20_000_000;

    /** Fewer new commits than this are read again by the next one: cheaper than to write the file each time. */
    private static final int MIN_UNWRITTEN = 200;

    /** A file of 65 MB: the commits of a longer history are read each time. */
    private static final int MOST_WRITTEN = 2_000_000;

    private final CommitGraph history;
    private final Path folder;

    /** @param folder for the file */
    public CommitArrivals(CommitGraph history, Path folder) {
        this.history = history;
        this.folder = folder;
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
        ChecksummedFile file = new ChecksummedFile(folder, "arrivals without " + new TreeSet<>(without));
        NumberedCommits commits = file.read().flatMap(NumberedCommits::read).orElseGet(NumberedCommits::new);
        missing(tip, lines, commits).stream().limit(MOST_ASKED).forEach(history::has);
        return history.withHistory(tip, walk -> {
            int known = commits.size();
            commits.add(walk, present(walk, lines, commits), new CommitFilter(walk, without));
            if (commits.size() - known >= MIN_UNWRITTEN && commits.size() <= MOST_WRITTEN) {
                write(file, commits);
            }
            return arrivals(commits, lines, MOST_STEPS);
        });
    }

    private static void write(ChecksummedFile file, NumberedCommits commits) {
        try {
            file.write(commits.content());
        } catch (IOException diskIsFull) {
            // Then they are read again.
        }
    }

    /** The newest first: it may bring the others with it. */
    private Set<Revision> missing(Revision tip, List<List<Revision>> lines, NumberedCommits commits) {
        return history.withHistory(tip, walk -> {
            Set<Revision> missing = new LinkedHashSet<>();
            for (List<Revision> line : lines) {
                for (int i = line.size() - 1; i >= 0; i--) {
                    ObjectId id = ObjectIds.id(line.get(i));
                    if (commits.number(id) == NumberedCommits.UNKNOWN
                            && !walk.getObjectReader().has(id)) {
                        missing.add(line.get(i));
                    }
                }
            }
            return missing;
        });
    }

    private static Set<ObjectId> present(RevWalk walk, List<List<Revision>> lines, NumberedCommits commits)
            throws IOException {
        Set<ObjectId> present = new LinkedHashSet<>();
        for (List<Revision> line : lines) {
            for (Revision each : line) {
                ObjectId id = ObjectIds.id(each);
                if (commits.number(id) == NumberedCommits.UNKNOWN
                        && walk.getObjectReader().has(id)) {
                    present.add(id);
                }
            }
        }
        return present;
    }

    static List<Map<Revision, List<Instant>>> arrivals(
            NumberedCommits commits, List<List<Revision>> lines, long mostSteps) {
        LineArrivals arrivals = new LineArrivals(commits);
        List<Map<Revision, List<Instant>>> found = new ArrayList<>();
        for (List<Revision> line : lines) {
            found.add(arrivals.steps() < mostSteps ? arrivals.of(line) : Map.of());
        }
        return found;
    }
}
