package io.jenkins.plugins.gitops.deliveries;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.init.Terminator;
import hudson.model.Run;
import io.jenkins.plugins.gitops.engine.delivery.Advance;
import io.jenkins.plugins.gitops.engine.delivery.Delivery;
import io.jenkins.plugins.gitops.engine.delivery.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.DeployRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
    private static final long AFTER_A_FAULT_SECONDS = 5;

    private final ScheduledExecutorService pool = Pool.start("gitops-deliveries");
    private final ScheduledExecutorService agents = Pool.start("gitops-agents");
    private final Map<DeployId, UnderWay> underWay = new HashMap<>();
    private final Map<UnderWay.Place, UnderWay> turns = new HashMap<>();
    private boolean reconciled;

    public static DeliveryService get() {
        return ExtensionList.lookupSingleton(DeliveryService.class);
    }

    /** For short work that belongs to deliveries and must not be done on a Pipeline's own thread. */
    public ScheduledExecutorService pool() {
        return pool;
    }

    /** For work with agents: one that hangs must not hold deliveries up. */
    public ScheduledExecutorService agents() {
        return agents;
    }

    /**
     * Takes a step's request. Asked again for the same step, after a crash, it gives what it gave before.
     *
     * @param node the step's flow node id
     */
    public synchronized UnderWay submit(Run<?, ?> build, String node, DeployRequest request) {
        Optional<UnderWay> before = ofStep(build, node);
        if (before.isPresent()) {
            return before.get();
        }
        BuildRecords records = new BuildRecords(build);
        DeployRecord record = new Delivery(records.store()).begin(request, Sites.CLOCK, Sites.RANDOM);
        new Unfinished().add(record.id(), build);
        records.remember(node, record.id());
        return add(new UnderWay(build, record));
    }

    /** The delivery that a step asked for, under way or ended; empty when it did not get as far. */
    public synchronized Optional<UnderWay> ofStep(Run<?, ?> build, String node) {
        reconcile();
        BuildRecords records = new BuildRecords(build);
        return records.ofStep(node).map(id -> find(id).orElseGet(() -> {
            UnderWay found = new UnderWay(build, records.store().read(id));
            return found.record().finished() ? found : add(found);
        }));
    }

    /** One that is under way. */
    public synchronized Optional<UnderWay> find(DeployId id) {
        return Optional.ofNullable(underWay.get(id));
    }

    /** All that are under way. */
    public synchronized List<UnderWay> all() {
        return new ArrayList<>(underWay.values());
    }

    /** Asks a delivery to end, as {@link Delivery#abort} says. */
    public void abort(DeployId id, String who) {
        find(id).ifPresent(each -> {
            each.abort(who);
            pool.execute(() -> work(each));
        });
    }

    private UnderWay add(UnderWay added) {
        underWay.put(added.id(), added);
        pool.execute(() -> work(added));
        return added;
    }

    private void work(UnderWay each) {
        synchronized (each) {
            if (each.record().finished()) {
                return;
            }
            try {
                if (mayWork(each)) {
                    Advance next = each.advance();
                    if (!next.record().finished()) {
                        pool.schedule(() -> work(each), next.pause().toMillis(), TimeUnit.MILLISECONDS);
                    }
                } else if (each.askedToEnd()) {
                    each.endWaiting();
                }
            } catch (RuntimeException | LinkageError e) {
                LOGGER.log(
                        Level.WARNING,
                        e,
                        () -> "Delivery " + each.id() + " of " + each.build() + " met a fault and is tried again");
                pool.schedule(() -> work(each), AFTER_A_FAULT_SECONDS, TimeUnit.SECONDS);
            }
        }
        if (each.record().finished()) {
            finish(each);
        }
    }

    /** Whether it is this delivery's turn at its place; if not, it is woken when the place is free. */
    private synchronized boolean mayWork(UnderWay each) {
        UnderWay working = turns.putIfAbsent(each.place(), each);
        if (working == null || working == each) {
            return true;
        }
        each.waitFor(working);
        return false;
    }

    private void finish(UnderWay each) {
        Optional<UnderWay> next;
        synchronized (this) {
            if (underWay.remove(each.id()) == null) {
                return;
            }
            turns.remove(each.place(), each);
            next = underWay.values().stream()
                    .filter(other -> other.place().equals(each.place()))
                    .max(Comparator.comparing(UnderWay::id));
        }
        each.close();
        tell(each);
        new Unfinished().remove(each.id());
        next.ifPresent(other -> pool.execute(() -> work(other)));
    }

    private static void tell(UnderWay each) {
        for (DeliveryListener listener : ExtensionList.lookup(DeliveryListener.class)) {
            try {
                listener.ended(each.build(), each.record());
            } catch (RuntimeException e) {
                LOGGER.log(Level.WARNING, e, () -> "A listener failed at the end of delivery " + each.id());
            }
        }
    }

    /** Takes up what a stopped or killed controller left, once. */
    private synchronized void reconcile() {
        if (reconciled) {
            return;
        }
        reconciled = true;
        new Unfinished().all().forEach((id, build) -> {
            try {
                takeUp(id, Run.fromExternalizableId(build));
            } catch (RuntimeException e) {
                LOGGER.log(Level.WARNING, e, () -> "Delivery " + id + " of " + build + " cannot be taken up");
            }
        });
    }

    private void takeUp(DeployId id, Run<?, ?> build) {
        if (build == null || !new BuildRecords(build).store().ids().contains(id)) {
            LOGGER.warning(() -> "Delivery " + id + " has lost its build or its record; what it did is in Git");
            new Unfinished().remove(id);
            return;
        }
        UnderWay found = new UnderWay(build, new BuildRecords(build).store().read(id));
        LOGGER.info(() -> "Taking up delivery " + id + " of " + build + " in phase "
                + found.record().phase());
        add(found);
    }

    /** After the jobs are loaded, and their configuration. */
    @Initializer(after = InitMilestone.JOB_CONFIG_ADAPTED)
    public static void onStart() {
        get().reconcile();
    }

    /** What is under way stays as its records say. */
    @Terminator
    public static void onStop() {
        get().pool.shutdownNow();
        get().agents.shutdownNow();
    }
}
