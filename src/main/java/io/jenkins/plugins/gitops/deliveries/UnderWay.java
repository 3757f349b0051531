package io.jenkins.plugins.gitops.deliveries;

import hudson.model.Run;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.Advance;
import io.jenkins.plugins.gitops.engine.delivery.Delivery;
import io.jenkins.plugins.gitops.engine.delivery.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.Target;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A delivery that waits or works on this controller; who watches it is told of each change. */
public final class UnderWay {

    private final Run<?, ?> build;
    private final Delivery delivery;
    private final List<Consumer<UnderWay>> watchers = new CopyOnWriteArrayList<>();
    private volatile DeployRecord record;
    private volatile Optional<String> waiting = Optional.empty();
    private volatile Optional<String> abortedBy = Optional.empty();
    private Sites.Open site;

    UnderWay(Run<?, ?> build, DeployRecord record) {
        this.build = build;
        this.delivery = new Delivery(new BuildRecords(build).store());
        this.record = record;
    }

    /** What only one delivery at a time may work on. */
    record Place(String cluster, String namespace, Target target) {}

    public Run<?, ?> build() {
        return build;
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
    public void watch(Consumer<UnderWay> watcher) {
        watchers.add(watcher);
        watcher.accept(this);
    }

    /** Tells no more. */
    public void unwatch(Consumer<UnderWay> watcher) {
        watchers.remove(watcher);
    }

    Place place() {
        DeployRequest request = record.request();
        return new Place(request.cluster(), request.options().namespace(), request.target());
    }

    void abort(String who) {
        abortedBy = Optional.of(who);
    }

    void waitFor(UnderWay other) {
        Optional<String> reason = Optional.of("Waiting for " + other.build().getFullDisplayName() + ", which delivers "
                + other.record().request().target());
        if (!reason.equals(waiting)) {
            waiting = reason;
            tell();
        }
    }

    /** Does one bit of the work. Only one thread at a time may. */
    Advance advance() {
        DeployRecord now =
                abortedBy.map(who -> delivery.abort(record, who, Sites.CLOCK)).orElse(record);
        Advance next;
        try {
            if (site == null) {
                site = Sites.open(build, now.request());
            }
            next = delivery.advance(now, site.site());
        } catch (GitopsException e) {
            next = delivery.withoutSite(now, e, Sites.CLOCK);
        }
        boolean changed = waiting.isPresent() || !next.record().equals(record);
        waiting = Optional.empty();
        record = next.record();
        if (changed) {
            tell();
        }
        return next;
    }

    /** Ends a delivery that never had its turn. */
    void endWaiting() {
        String who = abortedBy.orElseThrow();
        DeployRecord aborted = delivery.abort(record, who, Sites.CLOCK);
        record = delivery.withoutSite(
                        aborted, new GitopsException("Aborted by " + who, "Nothing was delivered"), Sites.CLOCK)
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
    }

    private void tell() {
        watchers.forEach(watcher -> watcher.accept(this));
    }
}
