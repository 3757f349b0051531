package io.jenkins.plugins.gitops.engine.git.read;

import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.ObjectIds;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.object.Trailer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.util.RawCharSequence;
import org.eclipse.jgit.util.RawSubStringPattern;

/**
 * The commits of a branch that carry a trailer, without a walk through the whole history each time. The index is kept in
 * memory and on disk, and only the commits that came since are read. After a forced push, when the indexed tip is no
 * ancestor of the new one, all commits are read again. Safe for several threads and processes; none waits for another
 * process.
 */
public final class TrailerIndex {

    /** Fewer new commits than this are read again by the next process: cheaper than to write the file each time. */
    private static final int MIN_UNWRITTEN = 200;

    /** How many tips are remembered: a thread that read the branch a little earlier asks for its older tip. */
    private static final int MAX_SNAPSHOTS = 16;

    /** After as many commits that led to no known tip, one walk through the whole history is cheaper than another try. */
    private static final int MAX_COMMITS_TRIED = 10_000;

    /** The trailer's value in a commit whose message is too long to be read. */
    public static final String UNREAD = "(the message is too long)";

    private final String key;
    private final RawSubStringPattern inMessage;
    private final IndexFile file;
    private final Deque<Snapshot> snapshots = new ArrayDeque<>();
    private boolean loaded;

    /**
     * @param folder where its file is
     * @param ref the branch's full name; each has an index of its own
     * @param key the trailer's
     */
    public TrailerIndex(Path folder, String ref, String key) {
        this.key = key;
        this.inMessage = new RawSubStringPattern(key);
        this.file = new IndexFile(folder, ref + "\n" + key);
    }

    /**
     * The index for one tip.
     *
     * @param unwritten how many commits were read that the file does not cover
     */
    private record Snapshot(IndexedCommits commits, int unwritten) {}

    /** The commits with the trailer in the history of this one. */
    public synchronized IndexedCommits at(Revision tip, CommitGraph history) {
        if (!loaded) {
            file.read().ifPresent(commits -> snapshots.addFirst(new Snapshot(commits, 0)));
            loaded = true;
        }
        Optional<Snapshot> same = snapshots.stream()
                .filter(each -> each.commits().tip().equals(tip))
                .findFirst();
        return same.isPresent()
                ? same.get().commits()
                : remember(history.withHistory(tip, walk -> extendNewest(walk, tip)));
    }

    private Snapshot extendNewest(RevWalk walk, Revision tip) throws IOException {
        int tried = 0;
        for (Snapshot before : snapshots) {
            Revision end = before.commits().tip();
            if (tried < MAX_COMMITS_TRIED && walk.getObjectReader().has(ObjectIds.id(end))) {
                walk.reset();
                ReadCommits newer = range(walk, tip, end);
                if (newer.reachesEnd()) {
                    return new Snapshot(
                            before.commits().extended(tip, newer.entries()), before.unwritten() + newer.length());
                }
                tried += newer.length();
            }
        }
        walk.reset();
        ReadCommits all = range(walk, tip, null);
        return new Snapshot(new IndexedCommits(tip, all.entries()), Math.max(all.length(), MIN_UNWRITTEN));
    }

    private IndexedCommits remember(Snapshot found) {
        snapshots.addFirst(found.unwritten() < MIN_UNWRITTEN ? found : writeFile(found));
        if (snapshots.size() > MAX_SNAPSHOTS) {
            snapshots.removeLast();
        }
        return found.commits();
    }

    private Snapshot writeFile(Snapshot found) {
        try {
            file.write(found.commits());
            return new Snapshot(found.commits(), 0);
        } catch (IOException e) {
            // A full disk above all: this process has it in memory, and the next one makes it again.
            return found;
        }
    }

    /**
     * The newest of them of which this is true: the one that has all others in its history. Where none has, because they
     * were made beside each other, the one that its committer's clock calls the latest; everybody chooses the same.
     */
    public Optional<CommitInfo> newest(Revision tip, CommitGraph history, Predicate<CommitInfo> wanted) {
        List<IndexedCommits.Entry> candidates = at(tip, history).entries().stream()
                .filter(entry -> wanted.test(entry.commit()))
                .toList();
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        IndexedCommits.Entry first = candidates.get(0);
        Map<Revision, CommitInfo> others = new LinkedHashMap<>();
        candidates.stream()
                .skip(1)
                .filter(entry -> !first.onTrunk() || !entry.onTrunk())
                .forEach(entry -> others.put(entry.commit().revision(), entry.commit()));
        List<CommitInfo> heads = new ArrayList<>(List.of(first.commit()));
        for (CommitInfo head = first.commit(); !others.isEmpty(); heads.add(head)) {
            Revision revision = head.revision();
            history.withHistory(tip, walk -> others.keySet().removeAll(reached(walk, revision, others.keySet())));
            if (others.isEmpty()) {
                break;
            }
            // Each stands before its ancestors: so the first of those that are left is no ancestor of another one.
            head = others.values().iterator().next();
        }
        return heads.stream().max(Comparator.comparing(CommitInfo::committed).thenComparing(head -> head.revision()
                .id()));
    }

    /**
     * Which of some commits are in the history of one, exactly. A walk of JGit's that leaves out a history is fast and
     * goes wrong where the committers' clocks disagree.
     */
    private static Set<Revision> reached(RevWalk walk, Revision from, Set<Revision> some) throws IOException {
        Set<Revision> reached = new HashSet<>();
        Set<ObjectId> seen = new HashSet<>();
        Deque<RevCommit> next = new ArrayDeque<>();
        walk.setRetainBody(false);
        next.add(walk.parseCommit(ObjectIds.id(from)));
        while (!next.isEmpty() && reached.size() < some.size()) {
            RevCommit commit = next.remove();
            Revision revision = ObjectIds.revision(commit);
            if (some.contains(revision)) {
                reached.add(revision);
            }
            for (RevCommit parent : commit.getParents()) {
                if (seen.add(parent)) {
                    walk.parseHeaders(parent);
                    next.add(parent);
                }
            }
        }
        return reached;
    }

    /**
     * A part of the history.
     *
     * @param length how many commits it has
     * @param arrived whether a path of parents leads from its newest commit to the one that was left out
     */
    private record ReadCommits(List<IndexedCommits.Entry> entries, int length, boolean reachesEnd) {}

    /** @param end is left out, with its ancestors; null for nothing */
    private ReadCommits range(RevWalk walk, Revision from, Revision end) throws IOException {
        // Messages are read one by one below: those of a long history together take much memory.
        walk.setRetainBody(false);
        walk.sort(RevSort.TOPO);
        walk.sort(RevSort.COMMIT_TIME_DESC, true);
        CommitGraph.markRange(walk, from, end == null ? List.of() : List.of(end));
        List<RevCommit> commits = new ArrayList<>();
        for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
            commits.add(commit);
        }
        Set<ObjectId> trunk = end == null ? firstParents(commits) : pathTo(commits, ObjectIds.id(end));
        List<IndexedCommits.Entry> entries = new ArrayList<>();
        for (RevCommit commit : commits) {
            withTrailer(walk, commit)
                    .ifPresent(found -> entries.add(new IndexedCommits.Entry(found, trunk.contains(commit))));
        }
        return new ReadCommits(entries, commits.size(), end == null || !trunk.isEmpty());
    }

    private static Set<ObjectId> firstParents(List<RevCommit> commits) {
        Set<ObjectId> trunk = new HashSet<>();
        for (RevCommit at = commits.get(0); at != null; at = at.getParentCount() == 0 ? null : at.getParent(0)) {
            trunk.add(at);
        }
        return trunk;
    }

    /** A path from the first commit to the end, by first parents where that leads there; empty when there is none. */
    private static Set<ObjectId> pathTo(List<RevCommit> commits, ObjectId end) {
        Map<ObjectId, RevCommit> towards = new HashMap<>();
        for (int i = commits.size() - 1; i >= 0; i--) {
            RevCommit commit = commits.get(i);
            next(commit, towards, end).ifPresent(parent -> towards.put(commit, parent));
        }
        Set<ObjectId> path = new HashSet<>();
        RevCommit at = commits.isEmpty() ? null : commits.get(0);
        while (at != null && towards.containsKey(at)) {
            path.add(at);
            at = towards.get(at);
        }
        return path;
    }

    private static Optional<RevCommit> next(RevCommit commit, Map<ObjectId, RevCommit> towards, ObjectId end) {
        for (RevCommit parent : commit.getParents()) {
            if (parent.equals(end) || towards.containsKey(parent)) {
                return Optional.of(parent);
            }
        }
        return Optional.empty();
    }

    /** A message that is too long and names the key: it has the trailer, and its value is one that nothing takes. */
    private CommitInfo unread(CommitInfo commit) {
        return new CommitInfo(
                commit.revision(),
                commit.parents(),
                commit.author(),
                commit.committed(),
                new CommitMessage(commit.message().subject(), "", List.of(new Trailer(key, UNREAD))));
    }

    private Optional<CommitInfo> withTrailer(RevWalk walk, RevCommit commit) throws IOException {
        walk.parseBody(commit);
        byte[] raw = commit.getRawBuffer();
        try {
            return inMessage.match(new RawCharSequence(raw, 0, raw.length)) < 0
                    ? Optional.empty()
                    : Optional.of(CommitGraph.commitInfo(commit))
                            .map(logged -> CommitMessage.isTooLong(commit.getFullMessage()) ? unread(logged) : logged)
                            .filter(logged -> !logged.message().values(key).isEmpty());
        } finally {
            commit.disposeBody();
        }
    }
}
