package io.jenkins.plugins.gitops.engine.git.read;

import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.ObjectIds;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
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
 * Which commits of a branch carry a trailer, known without a walk through the whole history each time: what is known is
 * kept in memory and on disk, and only the commits that came since are looked at. After a forced push, when the indexed
 * tip is no ancestor of the new one, everything is looked at again. Safe for several threads and processes; none waits
 * for another process.
 */
public final class TrailerIndex {

    /** Fewer new commits than this are looked at again by the next process: cheaper than to write the file each time. */
    private static final int WORTH_WRITING = 200;

    /** As many tips are remembered: whoever saw the branch a little earlier asks for what it was then. */
    private static final int MOST_TIPS = 16;

    /** After as many commits that led to no known tip, one walk through everything is cheaper than to go on trying. */
    private static final int MOST_TRIED = 10_000;

    private final String key;
    private final RawSubStringPattern inMessage;
    private final IndexFile file;
    private final Deque<Known> known = new ArrayDeque<>();
    private boolean begun;

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
     * What is known of one tip.
     *
     * @param unwritten how many commits were looked at that the file does not cover
     */
    private record Known(IndexedCommits commits, int unwritten) {}

    /** The commits with the trailer in the history of this one. */
    public synchronized IndexedCommits at(Revision tip, CommitGraph history) {
        if (!begun) {
            file.read().ifPresent(commits -> known.addFirst(new Known(commits, 0)));
            begun = true;
        }
        Optional<Known> same =
                known.stream().filter(each -> each.commits().tip().equals(tip)).findFirst();
        return same.isPresent() ? same.get().commits() : keep(history.from(tip, walk -> look(walk, tip)));
    }

    private Known look(RevWalk walk, Revision tip) throws IOException {
        int tried = 0;
        for (Known before : known) {
            Revision end = before.commits().tip();
            if (tried < MOST_TRIED && walk.getObjectReader().has(ObjectIds.id(end))) {
                walk.reset();
                Stretch newer = stretch(walk, tip, end);
                if (newer.arrived()) {
                    return new Known(
                            before.commits().extended(tip, newer.entries()), before.unwritten() + newer.length());
                }
                tried += newer.length();
            }
        }
        walk.reset();
        Stretch all = stretch(walk, tip, null);
        return new Known(new IndexedCommits(tip, all.entries()), Math.max(all.length(), WORTH_WRITING));
    }

    private IndexedCommits keep(Known found) {
        known.addFirst(found.unwritten() < WORTH_WRITING ? found : written(found));
        if (known.size() > MOST_TIPS) {
            known.removeLast();
        }
        return found.commits();
    }

    private Known written(Known found) {
        try {
            file.write(found.commits());
            return new Known(found.commits(), 0);
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
            history.from(tip, walk -> others.keySet().removeAll(reached(walk, revision, others.keySet())));
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
     * @param arrived whether there is a way back from its beginning to the commit that was left out
     */
    private record Stretch(List<IndexedCommits.Entry> entries, int length, boolean arrived) {}

    /** @param end is left out, with its ancestors; null for nothing */
    private Stretch stretch(RevWalk walk, Revision from, Revision end) throws IOException {
        // Messages are read one by one below: those of a long history together take much memory.
        walk.setRetainBody(false);
        walk.sort(RevSort.TOPO);
        walk.sort(RevSort.COMMIT_TIME_DESC, true);
        CommitGraph.start(walk, from, end == null ? List.of() : List.of(end));
        List<RevCommit> commits = new ArrayList<>();
        for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
            commits.add(commit);
        }
        Set<ObjectId> trunk = end == null ? firstParents(commits) : way(commits, ObjectIds.id(end));
        List<IndexedCommits.Entry> entries = new ArrayList<>();
        for (RevCommit commit : commits) {
            withTrailer(walk, commit)
                    .ifPresent(found -> entries.add(new IndexedCommits.Entry(found, trunk.contains(commit))));
        }
        return new Stretch(entries, commits.size(), end == null || !trunk.isEmpty());
    }

    private static Set<ObjectId> firstParents(List<RevCommit> commits) {
        Set<ObjectId> trunk = new HashSet<>();
        for (RevCommit at = commits.get(0); at != null; at = at.getParentCount() == 0 ? null : at.getParent(0)) {
            trunk.add(at);
        }
        return trunk;
    }

    /** A path from the first commit to the end, by first parents where that leads there; empty when there is none. */
    private static Set<ObjectId> way(List<RevCommit> commits, ObjectId end) {
        Map<ObjectId, RevCommit> towards = new HashMap<>();
        for (int i = commits.size() - 1; i >= 0; i--) {
            RevCommit commit = commits.get(i);
            next(commit, towards, end).ifPresent(parent -> towards.put(commit, parent));
        }
        Set<ObjectId> way = new HashSet<>();
        RevCommit at = commits.isEmpty() ? null : commits.get(0);
        while (at != null && towards.containsKey(at)) {
            way.add(at);
            at = towards.get(at);
        }
        return way;
    }

    private static Optional<RevCommit> next(RevCommit commit, Map<ObjectId, RevCommit> towards, ObjectId end) {
        for (RevCommit parent : commit.getParents()) {
            if (parent.equals(end) || towards.containsKey(parent)) {
                return Optional.of(parent);
            }
        }
        return Optional.empty();
    }

    private Optional<CommitInfo> withTrailer(RevWalk walk, RevCommit commit) throws IOException {
        walk.parseBody(commit);
        byte[] raw = commit.getRawBuffer();
        try {
            return inMessage.match(new RawCharSequence(raw, 0, raw.length)) < 0
                    ? Optional.empty()
                    : Optional.of(CommitGraph.logged(commit))
                            .filter(logged -> !logged.message().values(key).isEmpty());
        } finally {
            commit.disposeBody();
        }
    }
}
