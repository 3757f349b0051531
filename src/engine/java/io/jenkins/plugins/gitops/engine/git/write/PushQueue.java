package io.jenkins.plugins.gitops.engine.git.write;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.NewestKept;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.queue.Coalescer;
import io.jenkins.plugins.gitops.engine.git.queue.Coalescer.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The threads of this process that write to one branch. One pushes the commits of all that wait, as one chain. So they
 * lose no races among themselves, and many commits cost little more than one.
 *
 * <p>A commit is put on others of this process only where these make no difference to it ({@link CommitFootprint}). Where
 * that is not sure, its writer gets {@link PushOutcome.Moved}, and makes the commit again. Nothing is kept on disk: a
 * killed process leaves no lock, and what it pushed is found on the branch. Safe for use by several threads.
 */
public final class PushQueue {

    /** A writer whose base is further back than this makes its commit again. */
    private static final int MAX_REMEMBERED = 1000;

    private final Coalescer<PendingCommit, PushOutcome> writers = new Coalescer<>("write to the branch");

    /** What this process pushed, by parent. Used by the thread that leads alone. */
    private final Map<Revision, PendingCommit> pushed = NewestKept.byInsertion(MAX_REMEMBERED);

    /**
     * Pushes a commit, alone or with others, and says how that ended.
     *
     * @throws GitopsException also when this thread is interrupted while it waits
     */
    public PushOutcome push(PendingCommit candidate, PushAttempt pusher, CommitMaker maker) {
        return writers.ask(candidate, all -> new Round(candidate, pusher, maker).push(all));
    }

    /** What one thread does for all that wait. */
    private final class Round {

        private final PendingCommit own;
        private final PushAttempt pusher;
        private final CommitMaker maker;

        /** @param own the commit of this thread itself */
        Round(PendingCommit own, PushAttempt pusher, CommitMaker maker) {
            this.own = own;
            this.pusher = pusher;
            this.maker = maker;
        }

        void push(List<Request<PendingCommit, PushOutcome>> all) {
            // By where they think the branch is: only one of those can be right.
            Map<Revision, List<Request<PendingCommit, PushOutcome>>> groups = new LinkedHashMap<>();
            all.forEach(each -> groups.computeIfAbsent(newest(each.content().parent()), start -> new ArrayList<>())
                    .add(each));
            groups.forEach(this::push);
            if (!all.stream().allMatch(Request::isDone)) {
                throw new GitopsException("Interrupted while pushing to the branch", "Try again");
            }
        }

        private void push(Revision start, List<Request<PendingCommit, PushOutcome>> group) {
            List<Request<PendingCommit, PushOutcome>> placed = new ArrayList<>();
            List<PendingCommit> chain = new ArrayList<>();
            Revision head = start;
            for (Request<PendingCommit, PushOutcome> each : group) {
                Optional<PendingCommit> onHead = place(each, head, chain);
                if (onHead.isPresent()) {
                    placed.add(each);
                    chain.add(onHead.get());
                    head = onHead.get().commit();
                }
            }
            Revision tip = chain.isEmpty() ? start : send(start, placed, chain);
            for (Request<PendingCommit, PushOutcome> each : group) {
                if (!each.isDone() && !placed.contains(each)) {
                    findOut(each, tip);
                }
            }
        }

        /** Sends the chain and answers its writers; where the branch is afterwards, as far as that is known. */
        private Revision send(
                Revision start, List<Request<PendingCommit, PushOutcome>> placed, List<PendingCommit> chain) {
            try {
                Optional<List<PushOutcome>> outcomes = pusher.push(chain, start);
                if (outcomes.isPresent()) {
                    for (int i = 0; i < placed.size(); i++) {
                        answer(placed.get(i), outcomes.get().get(i));
                        remember(chain.get(i), outcomes.get().get(i));
                    }
                } else {
                    // The server may mean only one of them.
                    for (Request<PendingCommit, PushOutcome> each : placed) {
                        push(newest(each.content().parent()), List.of(each));
                    }
                }
            } catch (GitopsException e) {
                placed.stream().filter(each -> !each.isDone()).forEach(each -> fail(each, e));
            }
            return newest(start);
        }

        private void findOut(Request<PendingCommit, PushOutcome> each, Revision tip) {
            try {
                answer(
                        each,
                        pusher.outcomeAt(tip, each.content(), each.content().parent()));
            } catch (GitopsException e) {
                fail(each, e);
            }
        }

        /** The candidate on the head of the chain; empty when its writer has to make it again, or it failed. */
        private Optional<PendingCommit> place(
                Request<PendingCommit, PushOutcome> each, Revision head, List<PendingCommit> chain) {
            PendingCommit candidate = each.content();
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
                return Optional.of(candidate.rebased(
                        head, maker.rebase(head, candidate.commit(), scope.get().changed())));
            } catch (GitopsException e) {
                fail(each, e);
                return Optional.empty();
            }
        }

        /** An interrupted thread does not try again as it should: to others it says only what the branch itself shows. */
        private void answer(Request<PendingCommit, PushOutcome> each, PushOutcome outcome) {
            boolean fromBranch = outcome instanceof PushOutcome.In || outcome instanceof PushOutcome.Moved;
            if (fromBranch || speaksFor(each)) {
                each.answer(outcome);
            }
        }

        private void fail(Request<PendingCommit, PushOutcome> each, GitopsException failure) {
            if (speaksFor(each)) {
                each.fail(failure);
            }
        }

        private boolean speaksFor(Request<PendingCommit, PushOutcome> each) {
            return each.content() == own || !Thread.currentThread().isInterrupted();
        }
    }

    private void remember(PendingCommit candidate, PushOutcome outcome) {
        if (outcome.equals(new PushOutcome.In(candidate.commit()))) {
            pushed.put(candidate.parent(), candidate);
        }
    }

    /** The commits of this process that lead from one to the other; empty when others are among them. */
    private Optional<List<PendingCommit>> between(Revision from, Revision to, List<PendingCommit> chain) {
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
}
