package io.jenkins.plugins.gitops.deliveries;

import hudson.model.Run;
import io.jenkins.plugins.gitops.checkout.BuiltHead;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryRefusedException;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.removal.ApplicationRemoval;
import io.jenkins.plugins.gitops.engine.delivery.removal.RemovalEvents;
import io.jenkins.plugins.gitops.engine.delivery.removal.RemovalReport;
import io.jenkins.plugins.gitops.engine.delivery.removal.RemovalRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A removal that waits or runs on this controller. It keeps no record of its own: the inventory says what is left. Who watches it
 * stores its id, and what was delivered when it began, so that after a kill it goes on with its own commit and does not remove
 * what came since. It holds no thread while it waits.
 */
public final class ActiveRemoval {

    private static final Logger LOGGER = Logger.getLogger(ActiveRemoval.class.getName());

    private final Run<?, ?> build;
    private final DeployRequest place;
    private final RemovalRequest request;
    private final DeployId id;
    private final Watcher watcher;
    private final ReentrantLock work = new ReentrantLock();
    private Optional<String> begunAfter;
    private String told = "";
    private DeliveryContexts.Open opened;
    private ApplicationRemoval removal;
    private volatile Optional<String> stoppedBy = Optional.empty();
    private volatile boolean committed;
    private volatile boolean ended;

    /** Who watches a removal. */
    public interface Watcher {

        /**
         * It has its turn, perhaps long after it was asked for.
         *
         * @throws GitopsException when it may not begin any more
         */
        void due() throws IOException, InterruptedException;

        /** @param line for people, also of several lines */
        void line(String line);

        /** It begins. @param newest the commit of the newest delivery then; empty when there is none */
        void begun(String newest);

        /** @param commit that says on the branch that it is removed */
        void committed(Revision commit);

        /** Not called when Jenkins stops before. */
        void ended(RemovalEnd end);
    }

    /**
     * @param place a sync of what is to be removed: its servers are asked
     * @param id of its commit; stored before, so that after a kill no other commit is taken for it
     * @param begunAfter what {@link Watcher#begun} was told before Jenkins stopped
     */
    public ActiveRemoval(
            Run<?, ?> build,
            DeployRequest place,
            RemovalRequest request,
            DeployId id,
            Optional<String> begunAfter,
            Watcher watcher) {
        this.build = build;
        this.place = place;
        this.request = request;
        this.id = id;
        this.begunAfter = begunAfter;
        this.watcher = watcher;
    }

    DeployId id() {
        return id;
    }

    ActiveDelivery.Slot slot() {
        return ActiveDelivery.Slot.of(place);
    }

    Set<ServerTurns.Turn> turns() {
        return ServerTurns.of(place, BuiltHead.allowedAs(build.getParent()));
    }

    GitRemote remote() {
        return request.remote();
    }

    /** Whether its commit is perhaps on the branch and not known yet. */
    boolean mayPush() {
        return !committed;
    }

    /** For those that wait for it. */
    String waitingText() {
        return "Waiting for " + build.getFullDisplayName() + ", which removes " + request.target();
    }

    /** Asks it to end before the next push or deletion. @param who for the text */
    void stop(String who) {
        stoppedBy = Optional.of(who);
    }

    /** Ends it when it was asked to, unless a thread works on it, which then ends it. Returns whether it has ended. */
    boolean endStopped() {
        if (stoppedBy.isEmpty() || !work.tryLock()) {
            return ended;
        }
        try {
            end(RemovalEnd.stopped(stoppedBy.get(), committed, left()));
            return true;
        } finally {
            work.unlock();
        }
    }

    /** @param awaited what it waits for: its watcher is told each once */
    void waitFor(String awaited) {
        if (!awaited.equals(told)) {
            told = awaited;
            watcher.line(awaited);
        }
    }

    /**
     * Goes on until there is something to wait for.
     *
     * @param stopping whether Jenkins stops
     * @return when it is to go on; empty when it has ended, or goes on after the next start
     */
    Optional<Duration> advance(BooleanSupplier stopping) {
        work.lock();
        try {
            return ended ? Optional.empty() : goOn(stopping);
        } catch (DeliveryRefusedException e) {
            end(RemovalEnd.of(e.outcome(), e, committed, left()));
        } catch (GitopsException e) {
            end(RemovalEnd.of(Outcome.FAILED, e, committed, left()));
        } catch (InterruptedException e) {
            // Without an abort it goes on after the next start.
            stoppedBy.ifPresent(who -> end(RemovalEnd.stopped(who, committed, left())));
        } catch (IOException | RuntimeException | Error e) {
            LOGGER.log(Level.WARNING, e, () -> "The removal of " + request.target() + " by " + build + " met a fault");
            end(RemovalEnd.of(
                    Outcome.FAILED,
                    new GitopsException(
                            "A fault of this plugin, " + e.getClass().getName(),
                            "Report it with what Jenkins' system log says of it",
                            e),
                    committed,
                    left()));
        } finally {
            work.unlock();
        }
        return Optional.empty();
    }

    private Optional<Duration> goOn(BooleanSupplier stopping) throws IOException, InterruptedException {
        if (stoppedBy.isPresent() || stopping.getAsBoolean()) {
            throw new InterruptedException();
        }
        if (removal == null) {
            watcher.due();
            opened = DeliveryContexts.open(build, place);
            requireNothingNewer(opened.context());
            removal = new ApplicationRemoval(
                    request, Optional.of(id), opened.context(), events(opened.context(), stopping));
        }
        Optional<RemovalReport> report = removal.advance();
        report.map(RemovalEnd::of).ifPresent(this::end);
        return report.isPresent() ? Optional.empty() : Optional.of(removal.pause());
    }

    private RemovalEvents events(DeliveryContext context, BooleanSupplier stopping) {
        return new RemovalEvents() {
            @Override
            public void line(String line) {
                watcher.line(line);
            }

            @Override
            public void committed(DeployId made, Revision revision) {
                remember(revision, context);
            }

            @Override
            public boolean stopped() {
                return stoppedBy.isPresent() || stopping.getAsBoolean();
            }
        };
    }

    private List<ObjectRef> left() {
        return removal == null ? List.of() : removal.left();
    }

    private void end(RemovalEnd end) {
        if (ended) {
            return;
        }
        ended = true;
        if (opened != null) {
            opened.close();
        }
        watcher.ended(end);
    }

    /** @throws DeliveryRefusedException when something was delivered since it began, before Jenkins stopped */
    private void requireNothingNewer(DeliveryContext context) {
        Optional<CommitInfo> newest =
                DeliveryHistory.newestCommit(context.branch(), context.branch().fetchTip(), request.target());
        String commit = newest.map(each -> each.revision().id()).orElse("");
        if (begunAfter.isEmpty()) {
            begunAfter = Optional.of(commit);
            watcher.begun(commit);
            return;
        }
        boolean own = newest.flatMap(each -> DeployTrailers.from(each.message()))
                .filter(trailers -> trailers.isRemoval() && trailers.id().equals(id))
                .isPresent();
        if (!own && !begunAfter.get().equals(commit)) {
            throw new DeliveryRefusedException(
                    Outcome.SUPERSEDED,
                    (commit.isEmpty()
                                    ? "The newest delivery of " + request.target() + " was taken off the branch"
                                    : request.target() + " was delivered or removed again, by "
                                            + new Revision(commit).abbreviated() + ",")
                            + " while Jenkins did not run, so nothing more was removed",
                    "Delete again if it is still to be removed");
        }
    }

    /** Stores the commit, so that it starts no build. This happens before anything is deleted. */
    private void remember(Revision revision, DeliveryContext context) {
        try {
            PushedCommits.get().add(revision, id, request.remote().url(), () -> context.branch()
                    .read(revision)
                    .parents()
                    .get(0));
        } catch (GitopsException e) {
            LOGGER.log(Level.WARNING, e, () -> "The commit of removal " + id + " may start a build of its own");
        }
        committed = true;
        watcher.committed(revision);
    }
}
