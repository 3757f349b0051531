package io.jenkins.plugins.gitops.deliveries;

import hudson.model.Run;
import io.jenkins.plugins.gitops.checkout.BuiltHead;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.Delivery;
import io.jenkins.plugins.gitops.engine.delivery.PhaseResult;
import io.jenkins.plugins.gitops.engine.delivery.ResultNotes;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.delivery.rollout.RenderCache;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.model.Jenkins;

/** A delivery that waits or runs on this controller. Its watchers are notified of each change. */
public final class ActiveDelivery {

    private static final Logger LOGGER = Logger.getLogger(ActiveDelivery.class.getName());

    private final Run<?, ?> build;
    private final RecordStore store;
    private final Delivery delivery;
    private final List<Consumer<ActiveDelivery>> watchers = new CopyOnWriteArrayList<>();
    private volatile DeployRecord record;
    private volatile Optional<String> waitingFor = Optional.empty();
    private volatile Optional<String> abortedBy = Optional.empty();
    private volatile boolean buildDeleted;
    private DeliveryContexts.Open opened;
    private Future<?> nextRun;
    private int faults;

    /** Held by whoever works on it. */
    final Lock work = new ReentrantLock();

    /** @param renderings shared by all unfinished deliveries */
    ActiveDelivery(Run<?, ?> build, DeployRecord record, RenderCache renderings) {
        this.build = build;
        this.store = RecordStore.within(this::recordsFolder, BuildRecords.FOLDER);
        this.delivery = new Delivery(store, renderings);
        this.record = record;
    }

    /** Where only one delivery at a time may plan and commit. */
    record Slot(String cluster, String namespace, DeliveryTarget target) {

        static Slot of(DeployRequest request) {
            return new Slot(request.cluster(), request.options().scope().namespace(), request.target());
        }
    }

    public Run<?, ?> build() {
        return build;
    }

    /** As environments allow it. */
    String job() {
        return BuiltHead.allowedAs(build.getParent());
    }

    boolean isOf(Run<?, ?> other) {
        return build.getParent() == other.getParent() && build.getNumber() == other.getNumber();
    }

    /** From now on the record is written to Jenkins' home. Writing to the build's folder would create that folder again. */
    void buildDeleted() {
        buildDeleted = true;
    }

    private Path recordsFolder() {
        return (buildDeleted ? Jenkins.get().getRootDir() : build.getRootDir()).toPath();
    }

    public DeployId id() {
        return record.id();
    }

    /** The present record, as it is on the disk. */
    public DeployRecord record() {
        return record;
    }

    /** What it waits for, as a text for users: another delivery, or the next try after a fault. Empty when it does not wait. */
    public Optional<String> waitingFor() {
        return waitingFor;
    }

    /** Calls the watcher at once with the present state, and then at every change, on the thread that makes the change. */
    public void watch(Consumer<ActiveDelivery> watcher) {
        watchers.add(watcher);
        watcher.accept(this);
    }

    /** Whether a step waits for its end. False when its build could not be resumed after a restart. */
    boolean isFollowed() {
        return !watchers.isEmpty();
    }

    Slot slot() {
        return Slot.of(record.request());
    }

    /**
     * Whether its next step is one that only one delivery at a time may do. From the apply on, the inventory's lease decides; a
     * rollback's apply first says there what is held.
     */
    boolean needsSlot() {
        return switch (record.phase()) {
            case RENDER, PLAN, COMMIT, ROLLBACK -> true;
            case APPLY -> record.rollingBack();
            case WAIT, DONE -> false;
        };
    }

    /** Whether it would bring what another one has brought, and that one may still fail: a sync, or the same images. */
    boolean repeats(ActiveDelivery other) {
        DeployRequest asked = record.request();
        return asked.kind() == DeliveryKind.SYNC
                || !other.record().rollingBack()
                        && !asked.images().isEmpty()
                        && digests(asked).equals(digests(other.record().request()));
    }

    private static Set<ImageReference> digests(DeployRequest request) {
        return request.images().stream().map(ImageReference::withoutTag).collect(Collectors.toSet());
    }

    void abort(String who) {
        abortedBy = Optional.of(who);
    }

    /** For those that wait for it. */
    String waitingText() {
        return "Waiting for " + build.getFullDisplayName() + ", which delivers "
                + record.request().target();
    }

    void waitFor(String what) {
        Optional<String> reason = Optional.of(what);
        if (!reason.equals(waitingFor)) {
            waitingFor = reason;
            notifyWatchers();
        }
    }

    /** How many faults it has met since it last did a step, with this one. */
    int countFault() {
        return ++faults;
    }

    /**
     * Ends it for a reason that lies here. When not even that can be written, the record on the disk stays as it was; this
     * controller does nothing more with it.
     */
    void giveUp(GitopsException why) {
        DeployRecord asked = abortedBy.map(record::aborted).orElse(record);
        record = Delivery.givenUp(asked, why, DeliveryContexts.CLOCK);
        try {
            store.write(record);
        } catch (RuntimeException | Error e) {
            LOGGER.log(Level.SEVERE, e, () -> "The end of delivery " + id() + " of " + build + " cannot be written");
        }
        waitingFor = Optional.empty();
        notifyWatchers();
    }

    /** Replaces the run that was scheduled before. Without this, a delivery that is woken early would run twice from then on. */
    void nextRun(Future<?> planned) {
        if (nextRun != null) {
            nextRun.cancel(false);
        }
        nextRun = planned;
    }

    /** Advances the delivery by one step. Only one thread at a time may call this. */
    PhaseResult advance() {
        DeployRecord now = abortedBy
                .map(who -> delivery.abort(record, who, DeliveryContexts.CLOCK))
                .orElse(record);
        PhaseResult next = advancePhase(now);
        rememberCommits(next.record());
        boolean changed = waitingFor.isPresent() || !next.record().equals(record);
        waitingFor = Optional.empty();
        faults = 0;
        record = next.record();
        if (record.trouble().isPresent()) {
            // A credential or a certificate may be what is wrong: the next try takes them as they are then.
            closeContext();
        }
        if (changed) {
            notifyWatchers();
        }
        return next;
    }

    /**
     * Stores the delivery's own commits, so that they start no build. This happens before anybody is notified of them, and
     * again after a crash.
     */
    private void rememberCommits(DeployRecord reached) {
        if (opened != null) {
            try {
                // The commit of a sync is another delivery's, of whomever.
                Stream.concat(Stream.of(reached.forward()), reached.back().stream())
                        .filter(attempt -> attempt.synced().isEmpty())
                        .forEach(attempt -> attempt.writing().commit().ifPresent(commit -> PushedCommits.get()
                                .add(
                                        commit,
                                        attempt.id(),
                                        reached.request().remote().url(),
                                        () -> opened.context()
                                                .branch()
                                                .read(commit)
                                                .parents()
                                                .get(0))));
            } catch (GitopsException e) {
                LOGGER.log(Level.WARNING, e, () -> "The commit of delivery " + id() + " may start a build of its own");
            }
        }
    }

    /** An error that leaves this method is one of the record's disk. The record stays as it was, and the phase is repeated. */
    private PhaseResult advancePhase(DeployRecord now) {
        DeliveryContext here;
        try {
            here = open();
        } catch (GitopsException e) {
            return delivery.withoutContext(now, e, DeliveryContexts.CLOCK);
        }
        return delivery.advance(now, here);
    }

    private DeliveryContext open() {
        if (opened == null) {
            opened = DeliveryContexts.open(build, record.request());
        }
        return opened.context();
    }

    /**
     * Tries once to write the notes of a delivery that has ended.
     *
     * @return the pause before the next try; empty when none is due
     */
    Optional<Duration> note() {
        ResultNotes notes = new ResultNotes(store);
        DeliveryContext here;
        try {
            here = open();
        } catch (GitopsException e) {
            record = notes.giveUp(record, e, DeliveryContexts.CLOCK);
            return Optional.empty();
        }
        PhaseResult next = notes.write(record, here);
        record = next.record();
        return ResultNotes.due(record) ? Optional.of(next.pause()) : Optional.empty();
    }

    /** Whether an abort ends it without a word to a server: nothing was committed. */
    boolean endsAtOnce() {
        return switch (record.phase()) {
            case RENDER, PLAN, COMMIT ->
                !record.rollingBack() && record.attempt().writing().pushes() == 0;
            default -> false;
        };
    }

    /** Ends an aborted delivery that never ran, or that {@link #endsAtOnce}. */
    void endWaiting() {
        String who = abortedBy.orElseThrow();
        DeployRecord aborted = delivery.abort(record, who, DeliveryContexts.CLOCK);
        record = delivery.withoutContext(
                        aborted,
                        new GitopsException("Aborted by " + who, "Nothing was delivered"),
                        DeliveryContexts.CLOCK)
                .record();
        notifyWatchers();
    }

    boolean isAbortRequested() {
        return abortedBy.isPresent();
    }

    private void closeContext() {
        DeliveryContexts.Open closing = opened;
        if (closing != null) {
            opened = null;
            closing.close();
        }
    }

    void close() {
        closeContext();
        if (buildDeleted) {
            deleteRecord();
        }
    }

    /** Deletes the record: the build was deleted, so no page shows it. */
    private void deleteRecord() {
        LOGGER.info(() -> "Delivery " + id() + " of " + build + ", which was deleted meanwhile, has ended: "
                + record.ending().orElseThrow());
        try {
            Files.deleteIfExists(recordsFolder().resolve(BuildRecords.FOLDER).resolve(id() + ".json"));
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "The record of delivery " + id() + " cannot be deleted");
        }
    }

    /** For logs and tests. */
    @Override
    public String toString() {
        return "delivery " + id() + " of " + build + " in " + record.phase()
                + waitingFor.map(text -> ": " + text).orElse("");
    }

    /** An error of a watcher does not end the delivery. */
    private void notifyWatchers() {
        for (Consumer<ActiveDelivery> watcher : watchers) {
            try {
                watcher.accept(this);
            } catch (RuntimeException e) {
                LOGGER.log(Level.WARNING, e, () -> "Who watches delivery " + id() + " of " + build + " failed");
            }
        }
    }
}
