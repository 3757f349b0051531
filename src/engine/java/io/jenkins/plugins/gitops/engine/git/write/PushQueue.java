package io.jenkins.plugins.gitops.engine.git.write;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The writers of one branch in this process. One pushes; whoever comes meanwhile waits, and the next one pushes all that
 * wait as one chain of commits. So they lose no races among themselves, and many cost little more than one.
 *
 * <p>A commit is put on others of this process only where these make no difference to it ({@link Scope}); where that is
 * not sure, its writer is told that the branch has moved, and looks again. Nothing is kept on disk: a killed process
 * leaves no lock, and what it pushed is found on the branch.
 */
public final class PushQueue {

    /** A writer whose base is further back than this looks again. */
    private static final int REMEMBERED = 1000;

    private final ReentrantLock turn = new ReentrantLock(true);
    private final List<Waiting> waiting = new ArrayList<>();

    /** What this process pushed, by parent. Only to be used in turn. */
    private final Map<Revision, PendingCommit> pushed = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Revision, PendingCommit> eldest) {
            return size() > REMEMBERED;
        }
    };

    private static final class Waiting {
        private final PendingCommit candidate;
        private PushOutcome outcome;
        private GitopsException failure;

        Waiting(PendingCommit candidate) {
            this.candidate = candidate;
        }

        boolean done() {
            return outcome != null || failure != null;
        }
    }

    /** Pushes it, alone or with others, and says how that ended. */
    public PushOutcome push(PendingCommit candidate, PushAttempt pusher, CommitMaker maker) {
        Waiting mine = new Waiting(candidate);
        synchronized (waiting) {
            waiting.add(mine);
        }
        try {
            turn.lockInterruptibly();
        } catch (InterruptedException e) {
            synchronized (waiting) {
                waiting.remove(mine);
            }
            Thread.currentThread().interrupt();
            throw new GitopsException("Interrupted while waiting for others who write to the branch", "Try again", e);
        }
        try {
            if (!mine.done()) {
                pushAll(pusher, maker);
            }
        } finally {
            turn.unlock();
        }
        if (mine.failure != null) {
            throw mine.failure;
        }
        return mine.outcome;
    }

    private void pushAll(PushAttempt pusher, CommitMaker maker) {
        List<Waiting> all;
        synchronized (waiting) {
            all = new ArrayList<>(waiting);
            waiting.clear();
        }
        // By where they think the branch is: only one of those can be right.
        Map<Revision, List<Waiting>> groups = new LinkedHashMap<>();
        all.forEach(each -> groups.computeIfAbsent(newest(each.candidate.parent()), start -> new ArrayList<>())
                .add(each));
        try {
            groups.forEach((start, group) -> push(start, group, pusher, maker));
        } finally {
            // Whoever was taken from the queue has to be told something, also when the leader met a fault.
            all.stream().filter(each -> !each.done()).forEach(each -> each.failure = unpushed());
        }
    }

    private void push(Revision start, List<Waiting> group, PushAttempt pusher, CommitMaker maker) {
        List<Waiting> placed = new ArrayList<>();
        List<PendingCommit> chain = new ArrayList<>();
        Revision head = start;
        for (Waiting each : group) {
            Optional<PendingCommit> there = place(each, head, chain, maker);
            if (there.isPresent()) {
                placed.add(each);
                chain.add(there.get());
                head = there.get().commit();
            }
        }
        Revision tip = chain.isEmpty() ? start : send(start, placed, chain, pusher, maker);
        for (Waiting each : group) {
            if (!each.done()) {
                settle(each, () -> pusher.at(tip, each.candidate, each.candidate.parent()));
            }
        }
    }

    /** Sends the chain and tells its writers; where the branch is afterwards, as far as that is known. */
    private Revision send(
            Revision start, List<Waiting> placed, List<PendingCommit> chain, PushAttempt pusher, CommitMaker maker) {
        try {
            Optional<List<PushOutcome>> outcomes = pusher.push(chain, start);
            if (outcomes.isPresent()) {
                for (int i = 0; i < placed.size(); i++) {
                    placed.get(i).outcome = outcomes.get().get(i);
                    remember(chain.get(i), outcomes.get().get(i));
                }
            } else {
                // The server may mean only one of them.
                for (Waiting each : placed) {
                    push(newest(each.candidate.parent()), List.of(each), pusher, maker);
                }
            }
        } catch (GitopsException e) {
            placed.stream().filter(each -> !each.done()).forEach(each -> each.failure = e);
        }
        return newest(start);
    }

    private void remember(PendingCommit candidate, PushOutcome outcome) {
        if (outcome.equals(new PushOutcome.In(candidate.commit()))) {
            pushed.put(candidate.parent(), candidate);
        }
    }

    /** The candidate on the head of the chain; empty when it has to be looked at again, or is settled. */
    private Optional<PendingCommit> place(Waiting each, Revision head, List<PendingCommit> chain, CommitMaker maker) {
        PendingCommit candidate = each.candidate;
        if (candidate.parent().equals(head)) {
            return Optional.of(candidate);
        }
        Optional<CommitFootprint> scope = candidate.scope();
        Optional<List<PendingCommit>> between = between(candidate.parent(), head, chain);
        boolean independent = scope.isPresent()
                && between.isPresent()
                && between.get().stream().allMatch(earlier -> earlier.scope()
                        .filter(scope.get()::independentOf)
                        .isPresent());
        if (!independent) {
            return Optional.empty();
        }
        try {
            return Optional.of(candidate.on(
                    head, maker.on(head, candidate.commit(), scope.get().changed())));
        } catch (GitopsException e) {
            each.failure = e;
            return Optional.empty();
        }
    }

    /** The commits of this process that lead from one to the other; empty when others are among them. */
    private Optional<List<PendingCommit>> between(Revision from, Revision to, Collection<PendingCommit> chain) {
        List<PendingCommit> found = new ArrayList<>();
        Revision at = from;
        while (!at.equals(to)) {
            Revision here = at;
            PendingCommit next = pushed.getOrDefault(
                    here,
                    chain.stream()
                            .filter(each -> each.parent().equals(here))
                            .findFirst()
                            .orElse(null));
            if (next == null) {
                return Optional.empty();
            }
            found.add(next);
            at = next.commit();
        }
        return Optional.of(found);
    }

    /** The newest commit that this process has pushed on top of one. */
    private Revision newest(Revision from) {
        Revision at = from;
        for (PendingCommit next = pushed.get(at); next != null; next = pushed.get(at)) {
            at = next.commit();
        }
        return at;
    }

    private interface Look {
        PushOutcome outcome();
    }

    private static void settle(Waiting each, Look look) {
        try {
            each.outcome = look.outcome();
        } catch (GitopsException e) {
            each.failure = e;
        }
    }

    private static GitopsException unpushed() {
        return new GitopsException("The commit was not pushed: another writer's push met a fault", "Try again");
    }
}
