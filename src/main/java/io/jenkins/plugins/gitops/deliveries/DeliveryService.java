package io.jenkins.plugins.gitops.deliveries;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.init.Terminator;
import hudson.model.Run;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.Delivery;
import io.jenkins.plugins.gitops.engine.delivery.PhaseResult;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.rollout.RenderCache;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The deliveries of this controller: one at a time for each application and environment, all advanced by a small pool
 * that holds no thread while a rollout waits; taken up again after a restart, with their build or without it.
 *
 * <p>Of those that wait for one place the newest goes first: the older ones then find themselves superseded.
 */
@Extension
public final class DeliveryService {

    private static final Logger LOGGER = Logger.getLogger(DeliveryService.class.getName());
    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(5);

    private final ScheduledExecutorService pool = DeliveryThreads.start();
    private final RenderCache renderings = new RenderCache();
    private final NoteWriter notes = new NoteWriter();
    private final Map<DeployId, ActiveDelivery> underWay = new HashMap<>();
    private final Map<ActiveDelivery.Place, ActiveDelivery> turns = new HashMap<>();
    private final Object reconciling = new Object();
    private boolean reconciled;

    public static DeliveryService get() {
        return ExtensionList.lookupSingleton(DeliveryService.class);
    }

    /** For short work that belongs to deliveries and must not be done on a Pipeline's own thread. */
    public ScheduledExecutorService pool() {
        return pool;
    }

    /**
     * Takes a step's request. Asked again for the same step, after a crash, it gives what it gave before.
     *
     * <p>Three files are written, each on the disk before the next. The record is the last: killed before it, nothing was
     * asked for, and what the others say is void.
     *
     * @param node the step's flow node id
     */
    public ActiveDelivery submit(Run<?, ?> build, String node, DeployRequest request) {
        reconcile();
        synchronized (this) {
            Optional<ActiveDelivery> before = known(build, node);
            if (before.isPresent()) {
                return before.get();
            }
            BuildRecords records = new BuildRecords(build);
            DeployId id = DeployId.next(DeliveryContexts.CLOCK.instant(), DeliveryContexts.RANDOM);
            new UnfinishedIndex().add(id, build);
            records.remember(node, id);
            return add(new ActiveDelivery(build, new Delivery(records.store()).begin(id, request), renderings));
        }
    }

    /** The delivery that a step asked for, under way or ended; empty when it did not get as far. */
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

    /** One that is under way. */
    public synchronized Optional<ActiveDelivery> find(DeployId id) {
        return Optional.ofNullable(underWay.get(id));
    }

    /** All that are under way. */
    public synchronized List<ActiveDelivery> all() {
        return new ArrayList<>(underWay.values());
    }

    /** Whether one may just be pushing to such a branch, so that it is not known yet which commit is its. */
    public boolean isPushing(Predicate<GitRemote> where) {
        reconcile();
        return all().stream()
                .map(ActiveDelivery::record)
                .anyMatch(record -> record.phase() == DeliveryPhase.COMMIT
                        && where.test(record.request().remote()));
    }

    /** Asks a delivery to end, as {@link Delivery#abort} says. */
    public void abort(DeployId id, String who) {
        find(id).ifPresent(each -> {
            each.abort(who);
            pool.execute(() -> work(each));
        });
    }

    private synchronized ActiveDelivery add(ActiveDelivery added) {
        underWay.put(added.id(), added);
        pool.execute(() -> work(added));
        return added;
    }

    private void work(ActiveDelivery each) {
        synchronized (each) {
            if (!each.record().finished()) {
                try {
                    oneBit(each);
                } catch (GitopsException e) {
                    LOGGER.warning(() -> "Delivery " + each.id() + " of " + each.build() + " is tried again: "
                            + e.getMessage() + ". " + e.remedy());
                    workAgain(each, AFTER_A_FAULT);
                } catch (RuntimeException | LinkageError e) {
                    LOGGER.log(
                            Level.WARNING,
                            e,
                            () -> "Delivery " + each.id() + " of " + each.build() + " met a fault and is tried again");
                    workAgain(each, AFTER_A_FAULT);
                }
            }
        }
        if (each.record().finished()) {
            finish(each);
        }
    }

    private void workAgain(ActiveDelivery each, Duration pause) {
        each.nextWork(pool.schedule(() -> work(each), pause.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void oneBit(ActiveDelivery each) {
        ActiveDelivery working = takeTurn(each);
        if (working == each) {
            PhaseResult next = each.advance();
            if (!next.record().finished()) {
                workAgain(each, next.pause());
            }
        } else if (each.askedToEnd()) {
            each.endWaiting();
        } else {
            each.waitFor(working);
        }
    }

    /** Whose turn it is at this delivery's place; when another's, this one is woken as soon as the place is free. */
    private synchronized ActiveDelivery takeTurn(ActiveDelivery each) {
        ActiveDelivery working = turns.putIfAbsent(each.place(), each);
        return working == null ? each : working;
    }

    private void finish(ActiveDelivery each) {
        List<ActiveDelivery> waiting;
        synchronized (this) {
            if (underWay.remove(each.id()) == null) {
                return;
            }
            waiting = underWay.values().stream()
                    .filter(other -> other.place().equals(each.place()))
                    .sorted(Comparator.comparing(ActiveDelivery::id).reversed())
                    .toList();
            if (turns.remove(each.place(), each) && !waiting.isEmpty()) {
                turns.put(each.place(), waiting.get(0));
            }
        }
        // All of them: the others now wait for another one, and say so.
        waiting.forEach(other -> pool.execute(() -> work(other)));
        tell(each);
        notes.write(each, () -> {
            each.close();
            new UnfinishedIndex().remove(each.id());
        });
    }

    private static void tell(ActiveDelivery each) {
        for (DeliveryListener listener : ExtensionList.lookup(DeliveryListener.class)) {
            try {
                listener.ended(each.build(), each.record());
            } catch (RuntimeException | LinkageError e) {
                LOGGER.log(Level.WARNING, e, () -> "A listener failed at the end of delivery " + each.id());
            }
        }
    }

    /** Takes up what a stopped or killed controller left, once. */
    private void reconcile() {
        synchronized (reconciling) {
            if (reconciled) {
                return;
            }
            reconciled = true;
            try {
                new DeliveryReconciler(renderings).leftOver().forEach(this::takeUp);
            } catch (RuntimeException e) {
                LOGGER.log(Level.SEVERE, e, () -> "What the controller left unfinished cannot be taken up");
            }
        }
    }

    private synchronized void takeUp(ActiveDelivery left) {
        // One that has ended has only its notes and its listeners left: it must not be in the way of one that has
        // begun.
        if (!left.record().finished()) {
            turns.putIfAbsent(left.place(), left);
        }
        add(left);
    }

    /** After the jobs are loaded, and their configuration; in the background, as Jenkins' start must not wait for it. */
    @Initializer(after = InitMilestone.JOB_CONFIG_ADAPTED)
    public static void onStart() {
        DeliveryService service = get();
        service.pool.execute(service::reconcile);
    }

    /** What is under way stays as its records say. */
    @Terminator
    public static void onStop() {
        if (!DeliveryThreads.stop(get().pool)) {
            LOGGER.info("Deliveries that are under way are taken up after the next start");
        }
        get().notes.stop();
    }
}
