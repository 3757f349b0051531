package io.jenkins.plugins.gitops.engine.notification.outbox;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.SyncedFile;
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
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Puts the events of deliveries into an outbox. A delivery that has begun leaves a file, which goes when its end is in the
 * outbox: so an end is told also when the process was killed between the two.
 */
public final class DeliveryNotifier {

    /** A delivery that nobody takes up for so long has no end to be told. */
    private static final Duration LONGEST = Duration.ofDays(30);

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
        try {
            SyncedFile.write(folder.resolve(record.id().value()), "");
        } catch (UncheckedIOException e) {
            // The delivery matters more than who hears of it; the outbox says that its disk is full.
        }
        outbox.put(DeliveryEvents.started(record));
    }

    /** After its end is in its record. */
    public void ended(DeployRecord record, SinceHealthy since) {
        outbox.put(DeliveryEvents.ended(record, since));
        forget(record.id());
    }

    /**
     * Tells the ends of deliveries that an earlier process carried to their end and could not tell.
     *
     * @param since what the branch says of the time before one
     */
    public void tellMissed(RecordStore records, Function<DeployRecord, SinceHealthy> since) {
        Set<DeployId> known = Set.copyOf(records.ids());
        for (DeployId id : begun()) {
            if (!known.contains(id) || clock.since(id.requested()).compareTo(LONGEST) > 0) {
                forget(id);
                continue;
            }
            try (RecordStore.Lock ignored = records.lock(id)) {
                DeployRecord record = records.read(id);
                if (record.finished()) {
                    ended(record, since.apply(record));
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

    private void forget(DeployId id) {
        try {
            Files.deleteIfExists(folder.resolve(id.value()));
        } catch (IOException stays) {
            // It is put again then, which the outbox knows.
        }
    }
}
