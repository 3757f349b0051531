package io.jenkins.plugins.gitops.deliveries;

import hudson.model.Run;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryRefusedException;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.removal.ApplicationRemoval;
import io.jenkins.plugins.gitops.engine.delivery.removal.RemovalEvents;
import io.jenkins.plugins.gitops.engine.delivery.removal.RemovalRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A removal that waits or runs on this controller. It keeps no record of its own: the branch says that it was begun, and the
 * inventory what is left. Who watches it stores what was delivered when it began, so that after a kill it does not remove what
 * came since.
 */
public final class ActiveRemoval {

    private static final Logger LOGGER = Logger.getLogger(ActiveRemoval.class.getName());
    private static final long POLL_MILLIS = 1000;

    private final Run<?, ?> build;
    private final DeployRequest place;
    private final RemovalRequest request;
    private final Watcher watcher;
    private Optional<String> begunAfter;
    private volatile Optional<String> stoppedBy = Optional.empty();
    private volatile boolean committed;

    /** Who watches a removal, on its thread. */
    public interface Watcher {

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
     * @param begunAfter what {@link Watcher#begun} was told before Jenkins stopped
     */
    public ActiveRemoval(
            Run<?, ?> build,
            DeployRequest place,
            RemovalRequest request,
            Optional<String> begunAfter,
            Watcher watcher) {
        this.build = build;
        this.place = place;
        this.request = request;
        this.begunAfter = begunAfter;
        this.watcher = watcher;
    }

    ActiveDelivery.Slot slot() {
        return ActiveDelivery.Slot.of(place);
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

    /** Ends it within about a second, before the next deletion. @param who for the text */
    public void stop(String who) {
        stoppedBy = Optional.of(who);
    }

    /**
     * @param turn returns what it has to wait for, and is asked again
     * @param stopping whether Jenkins stops
     */
    void run(Function<ActiveRemoval, Optional<String>> turn, BooleanSupplier stopping) {
        try {
            if (awaitTurn(turn, stopping)) {
                remove(stopping);
            }
        } catch (DeliveryRefusedException e) {
            watcher.ended(RemovalEnd.of(e.outcome(), e, committed));
        } catch (GitopsException e) {
            watcher.ended(RemovalEnd.of(Outcome.FAILED, e, committed));
        } catch (InterruptedException e) {
            // Without an abort it goes on after the next start.
            stoppedBy.ifPresent(who -> watcher.ended(RemovalEnd.stopped(who, committed)));
        } catch (RuntimeException | Error e) {
            LOGGER.log(Level.WARNING, e, () -> "The removal of " + request.target() + " by " + build + " met a fault");
            watcher.ended(RemovalEnd.of(
                    Outcome.FAILED,
                    new GitopsException(
                            "A fault of this plugin, " + e.getClass().getName(),
                            "Report it with what Jenkins' system log says of it",
                            e),
                    committed));
        }
    }

    private boolean awaitTurn(Function<ActiveRemoval, Optional<String>> turn, BooleanSupplier stopping)
            throws InterruptedException {
        String told = "";
        for (Optional<String> other = turn.apply(this); other.isPresent(); other = turn.apply(this)) {
            requireNotStopped(stopping);
            if (!other.get().equals(told)) {
                told = other.get();
                watcher.line(told);
            }
            Thread.sleep(POLL_MILLIS);
        }
        requireNotStopped(stopping);
        return true;
    }

    private void requireNotStopped(BooleanSupplier stopping) throws InterruptedException {
        if (stoppedBy.isPresent() || stopping.getAsBoolean()) {
            throw new InterruptedException();
        }
    }

    private void remove(BooleanSupplier stopping) throws InterruptedException {
        try (DeliveryContexts.Open open = DeliveryContexts.open(build, place)) {
            DeliveryContext context = open.context();
            requireNothingNewer(context);
            RemovalEvents events = new RemovalEvents() {
                @Override
                public void line(String line) {
                    watcher.line(line);
                }

                @Override
                public void committed(DeployId id, Revision revision) {
                    remember(id, revision, context);
                }

                @Override
                public boolean stopped() {
                    return stoppedBy.isPresent() || stopping.getAsBoolean();
                }
            };
            watcher.ended(RemovalEnd.of(new ApplicationRemoval(request, context, events).run()));
        }
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
        boolean removal = newest.flatMap(each -> DeployTrailers.from(each.message()))
                .filter(DeployTrailers::isRemoval)
                .isPresent();
        if (!removal && !begunAfter.get().equals(commit)) {
            throw new DeliveryRefusedException(
                    Outcome.SUPERSEDED,
                    request.target() + " was delivered again while Jenkins did not run, by "
                            + new Revision(commit).abbreviated() + ", so nothing more was removed",
                    "Delete again if it is still to be removed");
        }
    }

    /** Stores the commit, so that it starts no build. This happens before anything is deleted. */
    private void remember(DeployId id, Revision revision, DeliveryContext context) {
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
