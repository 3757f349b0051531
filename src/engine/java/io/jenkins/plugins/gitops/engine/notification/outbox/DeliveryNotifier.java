package io.jenkins.plugins.gitops.engine.notification.outbox;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ProcessLock;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.SyncedFile;
import io.jenkins.plugins.gitops.engine.delivery.record.BroughtCommits;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.notification.DeliveryEvents;
import io.jenkins.plugins.gitops.engine.notification.SinceHealthy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Puts the events of deliveries into an outbox. A delivery that has begun leaves a file, which goes when its end is in the
 * outbox: so an end is told also when the process was killed between the two. The file says whether the delivery before it was
 * healthy, as soon as that is known: who tells the end later may be unable to ask the branch.
 */
public final class DeliveryNotifier {

    /** A delivery that nobody takes up for so long has no end to be told. */
    private static final Duration LONGEST = Duration.ofDays(30);

    /** In the file of a delivery. */
    private static final String AFTER_HEALTHY = "after-healthy";

    private static final String AFTER_UNHEALTHY = "after-unhealthy";

    private final Outbox outbox;
    private final Path folder;
    private final SteadyClock clock;

    /** @param folder for what is to be told later; of its own */
    public DeliveryNotifier(Outbox outbox, Path folder, SteadyClock clock) {
        this.outbox = outbox;
        this.folder = folder;
        this.clock = clock;
    }

    /** Before anything of it is done; again when it is taken up. */
    public void started(DeployRecord record) {
        if (!Files.exists(folder.resolve(record.id().value()))) {
            write(record.id(), "");
        }
        outbox.put(DeliveryEvents.started(record));
    }

    /** While it goes on, for who has to tell its end without the branch. */
    public void after(DeployRecord record, boolean wasHealthy) {
        write(record.id(), wasHealthy ? AFTER_HEALTHY : AFTER_UNHEALTHY);
    }

    /**
     * After its end is in its record.
     *
     * @param since unknown where the branch cannot be asked: then what was noted of it holds
     */
    public void ended(DeployRecord record, SinceHealthy since) {
        if (outbox.put(DeliveryEvents.ended(record, since.equals(SinceHealthy.UNKNOWN) ? noted(record.id()) : since))) {
            forget(record.id());
        }
    }

    /** Tells the ends of deliveries that an earlier process carried to their end and could not tell. */
    public void tellMissed(RecordStore records) {
        Set<DeployId> known = Set.copyOf(records.ids());
        for (DeployId id : begun()) {
            if (!known.contains(id) || clock.since(id.requested()).compareTo(LONGEST) > 0) {
                forget(id);
                continue;
            }
            try (ProcessLock ignored = records.lock(id)) {
                DeployRecord record = records.read(id);
                if (record.finished()) {
                    ended(record, SinceHealthy.UNKNOWN);
                }
            } catch (GitopsException underWayOrUnreadable) {

                // Whoever carries it out tells it.
            }
        }
    }

    private List<DeployId> begun() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(DeployId::isOne)
                    .map(DeployId::new)
                    .sorted()
                    .toList();
        } catch (IOException gone) {
            return List.of();
        }
    }

    private SinceHealthy noted(DeployId id) {
        try {
            return Files.readString(folder.resolve(id.value())).equals(AFTER_UNHEALTHY)
                    ? new SinceHealthy(false, BroughtCommits.NONE)
                    : SinceHealthy.UNKNOWN;
        } catch (IOException nothing) {
            return SinceHealthy.UNKNOWN;
        }
    }

    private void write(DeployId id, String text) {
        try {
            SyncedFile.write(folder.resolve(id.value()), text);
        } catch (UncheckedIOException e) {
            // The delivery matters more than who hears of it; the outbox says that its disk is full.
        }
    }

    private void forget(DeployId id) {
        try {
            Files.deleteIfExists(folder.resolve(id.value()));
        } catch (IOException stays) {
            // It is put again then, which the outbox knows.
        }
    }
}
