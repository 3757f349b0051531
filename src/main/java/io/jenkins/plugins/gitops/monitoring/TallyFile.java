package io.jenkins.plugins.gitops.monitoring;

import io.jenkins.plugins.gitops.engine.SyncedFile;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The file of totals. It is written atomically. A file that cannot be read is moved aside, and counting starts at zero. */
final class TallyFile {

    private static final Logger LOGGER = Logger.getLogger(TallyFile.class.getName());

    private final Path path;

    TallyFile(Path path) {
        this.path = path;
    }

    /** The stored totals; empty ones when there is no readable file. Never throws. */
    TallyState read() {
        try {
            TallyState.Kept kept = RecordJson.MAPPER.readValue(Files.readAllBytes(path), TallyState.Kept.class);
            if (kept.format() != TallyState.Kept.FORMAT) {
                throw new IOException("format " + kept.format() + " instead of " + TallyState.Kept.FORMAT);
            }
            return new TallyState(kept);
        } catch (NoSuchFileException nothingCountedYet) {
            return new TallyState();
        } catch (IOException | RuntimeException e) {
            moveAside(e);
            return new TallyState();
        }
    }

    void write(TallyState state) throws IOException {
        Files.createDirectories(path.toAbsolutePath().resolveSibling("."));
        SyncedFile.replace(path, RecordJson.MAPPER.writeValueAsBytes(state.kept()));
    }

    private void moveAside(Exception why) {
        Path aside = path.resolveSibling(path.getFileName() + ".unreadable");
        try {
            Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
            LOGGER.log(
                    Level.WARNING,
                    why,
                    () -> path + " cannot be read and is now " + aside
                            + "; the metrics of deliveries start at zero. Prometheus handles that as a restart.");
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> path + " cannot be read, and cannot be moved aside");
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
