package io.jenkins.plugins.gitops.deliveries;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.ResultNotes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Writes results as notes once deliveries have ended, on threads of its own: a Git server that is slow with them holds up
 * no delivery. Those that end while one is being written go together, the next time.
 */
final class NoteWriter {

    private static final Logger LOGGER = Logger.getLogger(NoteWriter.class.getName());
    private static final int THREADS = 4;

    private final ScheduledExecutorService pool = DeliveryThreads.start("gitops-notes", THREADS);

    /**
     * Writes the notes of a delivery, if it wants any.
     *
     * @param afterwards done in any case, unless Jenkins stops before: then all of it is done after the next start
     */
    void write(ActiveDelivery ended, Runnable afterwards) {
        if (ResultNotes.due(ended.record())) {
            pool.execute(() -> tryOnce(ended, afterwards));
        } else {
            afterwards.run();
        }
    }

    private void tryOnce(ActiveDelivery ended, Runnable afterwards) {
        try {
            Optional<Duration> again = ended.note();
            if (again.isPresent()) {
                pool.schedule(() -> tryOnce(ended, afterwards), again.get().toMillis(), TimeUnit.MILLISECONDS);
                return;
            }
        } catch (GitopsException e) {
            // Of the record's own disk, or its build was deleted: a note is not worth more.
            LOGGER.warning(() -> "The notes of delivery " + ended.id() + " are given up: " + e.getMessage());
        } catch (RuntimeException | LinkageError e) {
            LOGGER.log(Level.WARNING, e, () -> "The notes of delivery " + ended.id() + " met a fault and are given up");
        }
        afterwards.run();
    }

    void stop() {
        if (!DeliveryThreads.stop(pool)) {
            LOGGER.info("Notes that are being written are looked for after the next start");
        }
    }
}
