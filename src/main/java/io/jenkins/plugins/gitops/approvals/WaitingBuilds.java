package io.jenkins.plugins.gitops.approvals;

import io.jenkins.plugins.gitops.engine.SyncedFile;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The file of what waits, so that a restart tells nothing twice, and what ended meanwhile is told as ended. */
final class WaitingBuilds {

    private static final Logger LOGGER = Logger.getLogger(WaitingBuilds.class.getName());

    private final Path file;

    WaitingBuilds(Path file) {
        this.file = file;
    }

    /**
     * What is in the file.
     *
     * @param format version of the file's format
     */
    record Kept(int format, List<WaitingBuild> waiting) {

        static final int FORMAT = 1;

        Kept {
            waiting = waiting == null ? List.of() : List.copyOf(waiting);
        }
    }

    /** One that cannot be read counts as missing: what still waits is found again, and the receivers know that they were told. */
    List<WaitingBuild> read() {
        try {
            Kept kept = RecordJson.MAPPER.readValue(Files.readAllBytes(file), Kept.class);
            if (kept.format() != Kept.FORMAT) {
                throw new IOException("format " + kept.format() + " instead of " + Kept.FORMAT);
            }
            return kept.waiting();
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.WARNING, e, () -> file + " cannot be read; what waits for an approval is looked for anew");
            return List.of();
        }
    }

    void write(List<WaitingBuild> waiting) {
        try {
            SyncedFile.write(file, RecordJson.MAPPER.writeValueAsString(new Kept(Kept.FORMAT, waiting)));
        } catch (IOException | UncheckedIOException e) {
            LOGGER.log(Level.WARNING, e, () -> "What waits for an approval could not be kept in " + file);
        }
    }
}
