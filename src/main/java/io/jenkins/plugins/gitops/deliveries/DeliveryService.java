package io.jenkins.plugins.gitops.deliveries;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.init.Terminator;
import hudson.model.Run;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.checkout.BuiltHead;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.Delivery;
import io.jenkins.plugins.gitops.engine.delivery.PhaseResult;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.rollout.RenderCache;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs the deliveries of this controller. A thread pool advances them; no thread is held while a rollout waits, and a slow
 * server holds up only its own deliveries. Unfinished deliveries are resumed after a restart, even without their build.
 * Whose turn it is, {@link DeliveryQueue} says.
 */
@Extension
public final class DeliveryService {

    private static final Logger LOGGER = Logger.getLogger(DeliveryService.class.getName());

    /** How often in a row a delivery may meet a fault: for about a minute. */
    private static final int MOST_FAULTS = 12;

    private final ScheduledExecutorService pool = DeliveryThreads.start();
    private final ServerTurns turns = new ServerTurns(pool, DeliveryThreads.OF_ONE_SERVER);
    private final RenderCache renderings = new RenderCache();
    private final NoteWriter notes = new NoteWriter();
    private final DeliveryQueue queue = new DeliveryQueue();
    private final RemovalRunner removals = new RemovalRunner(pool, turns, queue, this::workNow);
    private final Object reconcileLock = new Object();
    private boolean reconciled;

    /** Before the next try after a fault. Tests make it shorter. */
    Duration retryPause = Duration.ofSeconds(5);

    public static DeliveryService get() {
        return ExtensionList.lookupSingleton(DeliveryService.class);
    }

    /** For work that begins deliveries and must not block a Pipeline's own thread. */
    public void execute(Runnable work) {
        pool.execute(work);
    }

    /** The same for work that asks servers for a build. */
    public void execute(Run<?, ?> build, EnvironmentAccess.Servers servers, Runnable work) {
        turns.run(
                ServerTurns.of(servers.clusters(), servers.repositories(), BuiltHead.allowedAs(build.getParent())),
                work);
    }

    /**
     * Begins the delivery that a step requests. A second call for the same step, after a crash, returns the same delivery.
     *
     * <p>Three files are written. Each is on the disk before the next one is written, and the record is the last. Without a
     * record there is no delivery, and the other two files are ignored.
     *
     * @param node the step's flow node id
     * @param asked when the step began: of several that wait, the newest goes first
     */
    public ActiveDelivery submit(Run<?, ?> build, String node, DeployRequest request, Instant asked) {
        reconcile();
        ActiveDelivery begun;
        synchronized (this) {
            Optional<ActiveDelivery> before = known(build, node);
            if (before.isPresent()) {
                return before.get();
            }
            BuildRecords records = new BuildRecords(build);
            DeployId id = DeployId.next(asked, DeliveryContexts.RANDOM);
            new UnfinishedIndex().add(id, build);
            records.remember(node, id);
            begun = new ActiveDelivery(build, new Delivery(records.store()).begin(id, request), renderings);
            queue.add(begun);
        }
        // Listeners may write to the disk: other deliveries do not wait for that, but this one does.
        notifyListeners(begun, DeliveryListener::started);
        workNow(begun);
        return begun;
    }

    /** The delivery that a step requested, unfinished or ended. Empty when the step requested none. */
    public Optional<ActiveDelivery> ofStep(Run<?, ?> build, String node) {
        reconcile();
        synchronized (this) {
            return known(build, node);
        }
    }

    private Optional<ActiveDelivery> known(Run<?, ?> build, String node) {
        BuildRecords records = new BuildRecords(build);
        return records.ofStep(node).map(id -> find(id).orElseGet(() -> {
            ActiveDelivery found = new ActiveDelivery(build, records.store().read(id), renderings);
            return found.record().finished() ? found : add(found);
        }));
    }

    /** An unfinished delivery; empty when it is not known here, or has ended. */
    public Optional<ActiveDelivery> find(DeployId id) {
        return queue.find(id);
    }

    /** All unfinished deliveries. */
    public List<ActiveDelivery> all() {
        return queue.all();
    }

    /** Whether a delivery may be pushing to such a branch at this moment. Its commit is then not known yet. */
    public boolean isPushing(Predicate<GitRemote> where) {
        reconcile();
        return all().stream()
                        .map(ActiveDelivery::record)
                        .anyMatch(record -> record.phase() == DeliveryPhase.COMMIT
                                && where.test(record.request().remote()))
                || queue.removals().stream().anyMatch(each -> each.mayPush() && where.test(each.remote()));
    }

    /** Asks a delivery to end, as described at {@link Delivery#abort}. */
    public void abort(DeployId id, String who) {
        find(id).ifPresent(each -> {
            each.abort(who);
            pool.execute(() -> endAborted(each));
            workNow(each);
        });
    }

    private ActiveDelivery add(ActiveDelivery added) {
        queue.add(added);
        workNow(added);
        return added;
    }

    private void workNow(ActiveDelivery each) {
        turns.run(ServerTurns.of(each.record().request(), each.job()), () -> work(each));
    }

    private void work(ActiveDelivery each) {
        each.work.lock();
        try {
            if (!each.record().finished()) {
                step(each);
            }
        } finally {
            each.work.unlock();
        }
        if (each.record().finished()) {
            finish(each);
        } else {
            endAborted(each);
        }
    }

    private void step(ActiveDelivery each) {
        try {
            advance(each);
        } catch (GitopsException e) {
            LOGGER.warning(() -> "Delivery " + each.id() + " of " + each.build() + " is tried again: " + e.getMessage()
                    + ". " + e.remedy());
            tryAgain(each, e);
        } catch (RuntimeException | Error e) {
            LOGGER.log(Level.WARNING, e, () -> "Delivery " + each.id() + " of " + each.build() + " met a fault");
            met(each, e);
        }
    }

    /**
     * Ends a delivery that was aborted before its commit, without a turn: no server is asked. While somebody works on it, that
     * one does this afterwards.
     */
    private void endAborted(ActiveDelivery each) {
        if (!each.isAbortRequested() || !each.work.tryLock()) {
            return;
        }
        try {
            if (!each.record().finished() && each.endsAtOnce()) {
                each.endWaiting();
            }
        } catch (RuntimeException | Error e) {
            LOGGER.log(Level.WARNING, e, () -> "Delivery " + each.id() + " of " + each.build() + " is aborted later");
        } finally {
            each.work.unlock();
        }
        if (each.record().finished()) {
            finish(each);
        }
    }

    /** What a program does not foresee. It may pass, as a class that cannot be loaded during an update; an Error ends it. */
    private void met(ActiveDelivery each, Throwable fault) {
        boolean mayPass = fault instanceof RuntimeException || fault instanceof LinkageError;
        int faults = each.countFault();
        GitopsException told = new GitopsException(
                "A fault of this plugin, " + fault.getClass().getName()
                        + (faults == 1 ? "" : ", " + faults + " times in a row"),
                "Report it with what Jenkins' system log says of it",
                fault);
        if (mayPass && faults < MOST_FAULTS) {
            tryAgain(each, told);
        } else {
            each.giveUp(told);
        }
    }

    private void tryAgain(ActiveDelivery each, GitopsException trouble) {
        if (each.isAbortRequested()) {
            each.giveUp(trouble);
        } else {
            each.waitFor("Trying again in " + retryPause.toSeconds() + " s: " + trouble.getMessage());
            workLater(each, retryPause);
        }
    }

    private void workLater(ActiveDelivery each, Duration pause) {
        each.nextRun(pool.schedule(() -> workNow(each), pause.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void advance(ActiveDelivery each) {
        Optional<String> awaited = queue.claim(each);
        if (awaited.isEmpty()) {
            PhaseResult next = each.advance();
            queue.passOn(each).forEach(this::workNow);
            if (!next.record().finished()) {
                workLater(each, next.pause());
            }
        } else if (each.isAbortRequested() && each.endsAtOnce()) {
            each.endWaiting();
        } else {
            each.waitFor(awaited.get());
        }
    }

    /**
     * Begins a removal: at once, or when no delivery of its application and environment plans or commits any more. Deliveries of
     * these that are asked for later wait for its end.
     */
    public void remove(ActiveRemoval removal) {
        reconcile();
        removals.begin(removal);
    }

    /** Asks a removal to end: at once while it waits, or before its next push or deletion. @param who for the text */
    public void stop(ActiveRemoval removal, String who) {
        removals.stop(removal, who);
    }

    /** Whether a removal waits or runs here. */
    public boolean isRemoving(DeployId id) {
        return queue.isRemoving(id);
    }

    private void finish(ActiveDelivery each) {
        Optional<List<ActiveDelivery>> waiting = queue.remove(each);
        if (waiting.isEmpty()) {
            return;
        }
        waiting.get().forEach(this::workNow);
        notifyListeners(each, DeliveryListener::ended);
        notes.write(each, () -> {
            each.close();
            new UnfinishedIndex().remove(each.id());
        });
    }

    /** What of a listener is called. */
    private interface Call {
        void to(DeliveryListener listener, Run<?, ?> build, DeployRecord record);
    }

    private static void notifyListeners(ActiveDelivery each, Call call) {
        for (DeliveryListener listener : ExtensionList.lookup(DeliveryListener.class)) {
            try {
                call.to(listener, each.build(), each.record());
            } catch (RuntimeException | LinkageError e) {
                LOGGER.log(Level.WARNING, e, () -> "A listener of delivery " + each.id() + " failed");
            }
        }
    }

    /** Resumes, once, the deliveries that a stopped or killed controller left unfinished. */
    private void reconcile() {
        synchronized (reconcileLock) {
            if (reconciled) {
                return;
            }
            reconciled = true;
            try {
                new DeliveryReconciler(renderings).unfinished().forEach(this::resume);
            } catch (RuntimeException e) {
                LOGGER.log(Level.SEVERE, e, () -> "The unfinished deliveries cannot be resumed");
            }
        }
    }

    private void resume(ActiveDelivery left) {
        if (!left.record().finished()) {
            notifyListeners(left, DeliveryListener::started);
        }
        queue.resume(left);
        workNow(left);
    }

    /** Runs after the jobs and their configuration are loaded, in the background: Jenkins' start must not wait for it. */
    @Initializer(after = InitMilestone.JOB_CONFIG_ADAPTED)
    public static void onStart() {
        DeliveryService service = get();
        service.pool.execute(service::reconcile);
    }

    /** Unfinished deliveries stay as their records are. */
    @Terminator
    public static void onStop() {
        if (!DeliveryThreads.stop(get().pool)) {
            LOGGER.info("Unfinished deliveries and removals are resumed after the next start");
        }
        get().notes.stop();
    }
}
