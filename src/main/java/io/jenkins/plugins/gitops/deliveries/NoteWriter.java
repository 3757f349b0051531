package io.jenkins.plugins.gitops.deliveries;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.ResultNotes;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Writes the results of ended deliveries as Git notes, on its own threads: a slow Git server delays no delivery, and no notes
 * of another server. The notes of deliveries that end during a push are pushed together afterwards.
 */
final class NoteWriter {

    private static final Logger LOGGER = Logger.getLogger(NoteWriter.class.getName());
    private static final int OF_ONE_SERVER = 4;
    private static final int THREADS = 4 * OF_ONE_SERVER;

    private final ScheduledExecutorService pool = DeliveryThreads.start("gitops-notes", THREADS);
    private final ServerTurns turns = new ServerTurns(pool, OF_ONE_SERVER);

    /**
     * Writes the notes of a delivery, if it wants any.
     *
     * @param afterwards runs in any case. When Jenkins stops before that, all of it is done after the next start
     */
    void write(ActiveDelivery ended, Runnable afterwards) {
        if (ResultNotes.due(ended.record())) {
            tryNow(ended, afterwards);
        } else {
            afterwards.run();
        }
    }

    private void tryNow(ActiveDelivery ended, Runnable afterwards) {
        String server = ended.record().request().remote().key();
        turns.run(ServerTurns.of(Set.of(), Set.of(server), ended.job()), () -> tryOnce(ended, afterwards));
    }

    private void tryOnce(ActiveDelivery ended, Runnable afterwards) {
        try {
            Optional<Duration> again = ended.note();
            if (again.isPresent()) {
                pool.schedule(() -> tryNow(ended, afterwards), again.get().toMillis(), TimeUnit.MILLISECONDS);
                return;
            }
        } catch (GitopsException e) {
            // The record's disk failed, or the build was deleted. A note is not worth another try.
            LOGGER.warning(() -> "The notes of delivery " + ended.id() + " are given up: " + e.getMessage());
        } catch (RuntimeException | Error e) {
            LOGGER.log(Level.WARNING, e, () -> "The notes of delivery " + ended.id() + " met a fault and are given up");
        }
        afterwards.run();
    }

    void stop() {
        if (!DeliveryThreads.stop(pool)) {
            LOGGER.info("Notes that are not written yet are written after the next start");
        }
    }
}
