package io.jenkins.plugins.gitops.deliveries;

import hudson.model.Run;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.Delivery;
import io.jenkins.plugins.gitops.engine.delivery.PhaseResult;
import io.jenkins.plugins.gitops.engine.delivery.ResultNotes;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.delivery.rollout.RenderCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import jenkins.model.Jenkins;

/** A delivery that waits or works on this controller; who watches it is told of each change. */
public final class ActiveDelivery {

    private static final Logger LOGGER = Logger.getLogger(ActiveDelivery.class.getName());

    private final Run<?, ?> build;
    private final RecordStore store;
    private final Delivery delivery;
    private final List<Consumer<ActiveDelivery>> watchers = new CopyOnWriteArrayList<>();
    private volatile DeployRecord record;
    private volatile Optional<String> waiting = Optional.empty();
    private volatile Optional<String> abortedBy = Optional.empty();
    private volatile boolean buildDeleted;
    private DeliveryContexts.Open site;
    private Future<?> nextWork;

    /** @param renderings shared by all that are under way */
    ActiveDelivery(Run<?, ?> build, DeployRecord record, RenderCache renderings) {
        this.build = build;
        this.store = RecordStore.within(this::recordsPlace, BuildRecords.FOLDER);
        this.delivery = new Delivery(store, renderings);
        this.record = record;
    }

    /** What only one delivery at a time may work on. */
    record Place(String cluster, String namespace, DeliveryTarget target) {}

    public Run<?, ?> build() {
        return build;
    }

    boolean isOf(Run<?, ?> other) {
        return build.getParent() == other.getParent() && build.getNumber() == other.getNumber();
    }

    /** From now on the record is in Jenkins' home: written to the build's folder, it would bring that back. */
    void buildDeleted() {
        buildDeleted = true;
    }

    private Path recordsPlace() {
        return (buildDeleted ? Jenkins.get().getRootDir() : build.getRootDir()).toPath();
    }

    public DeployId id() {
        return record.id();
    }

    /** As it is now; on the disk. */
    public DeployRecord record() {
        return record;
    }

    /** Whose turn it waits for, when it waits. */
    public Optional<String> waiting() {
        return waiting;
    }

    /** Tells of the present state at once, and then of every change, on whatever thread makes it. */
    public void watch(Consumer<ActiveDelivery> watcher) {
        watchers.add(watcher);
        watcher.accept(this);
    }

    /** Whether a step waits for its end; not when its build could not be resumed after a restart. */
    boolean isFollowed() {
        return !watchers.isEmpty();
    }

    Place place() {
        DeployRequest request = record.request();
        return new Place(request.cluster(), request.options().namespace(), request.target());
    }

    void abort(String who) {
        abortedBy = Optional.of(who);
    }

    void waitFor(ActiveDelivery other) {
        Optional<String> reason = Optional.of("Waiting for " + other.build().getFullDisplayName() + ", which delivers "
                + other.record().request().target());
        if (!reason.equals(waiting)) {
            waiting = reason;
            tell();
        }
    }

    /** In place of what was planned before: who is woken in between would otherwise be at work twice from then on. */
    void nextWork(Future<?> planned) {
        if (nextWork != null) {
            nextWork.cancel(false);
        }
        nextWork = planned;
    }

    /** Does one bit of the work. Only one thread at a time may. */
    PhaseResult advance() {
        DeployRecord now = abortedBy
                .map(who -> delivery.abort(record, who, DeliveryContexts.CLOCK))
                .orElse(record);
        PhaseResult next = step(now);
        remember(next.record());
        boolean changed = waiting.isPresent() || !next.record().equals(record);
        waiting = Optional.empty();
        record = next.record();
        if (changed) {
            tell();
        }
        return next;
    }

    /** Before anybody is told of a commit: it starts no build of its own. Done again after a crash, as often as need be. */
    private void remember(DeployRecord reached) {
        if (site != null) {
            try {
                Stream.concat(Stream.of(reached.forward()), reached.back().stream())
                        .forEach(attempt -> attempt.writing().commit().ifPresent(commit -> PushedCommits.get()
                                .add(
                                        commit,
                                        attempt.id(),
                                        reached.request().remote().url(),
                                        () -> site.site()
                                                .branch()
                                                .read(commit)
                                                .parents()
                                                .get(0))));
            } catch (GitopsException e) {
                LOGGER.log(Level.WARNING, e, () -> "The commit of delivery " + id() + " may start a build of its own");
            }
        }
    }

    /** An error that comes out of here is of the record's own disk: what the record says stays, and is done again. */
    private PhaseResult step(DeployRecord now) {
        DeliveryContext here;
        try {
            here = open();
        } catch (GitopsException e) {
            return delivery.withoutSite(now, e, DeliveryContexts.CLOCK);
        }
        return delivery.advance(now, here);
    }

    private DeliveryContext open() {
        if (site == null) {
            site = DeliveryContexts.open(build, record.request());
        }
        return site.site();
    }

    /** Tries once to write its notes, after its end; whether that is to be tried again, and when. */
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

    /** Ends a delivery that never had its turn. */
    void endWaiting() {
        String who = abortedBy.orElseThrow();
        DeployRecord aborted = delivery.abort(record, who, DeliveryContexts.CLOCK);
        record = delivery.withoutSite(
                        aborted,
                        new GitopsException("Aborted by " + who, "Nothing was delivered"),
                        DeliveryContexts.CLOCK)
                .record();
        tell();
    }

    boolean askedToEnd() {
        return abortedBy.isPresent();
    }

    void close() {
        if (site != null) {
            site.close();
            site = null;
        }
        if (buildDeleted) {
            forget();
        }
    }

    /** Its build is gone, and nobody would ever look at the record. */
    private void forget() {
        LOGGER.info(() -> "Delivery " + id() + " of " + build + ", which was deleted meanwhile, has ended: "
                + record.ending().orElseThrow());
        try {
            Files.deleteIfExists(recordsPlace().resolve(BuildRecords.FOLDER).resolve(id() + ".json"));
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "The record of delivery " + id() + " cannot be deleted");
        }
    }

    /** A watcher's fault is not the delivery's. */
    private void tell() {
        for (Consumer<ActiveDelivery> watcher : watchers) {
            try {
                watcher.accept(this);
            } catch (RuntimeException e) {
                LOGGER.log(Level.WARNING, e, () -> "Who watches delivery " + id() + " of " + build + " failed");
            }
        }
    }
}
