package io.jenkins.plugins.gitops.notifications;

import io.jenkins.plugins.gitops.engine.SyncedFile;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The deliveries whose end is not in the outbox yet, a file each. So an end is told also when the controller is killed while the
 * branch is asked.
 */
final class EndedFolder {

    private static final Logger LOGGER = Logger.getLogger(EndedFolder.class.getName());
    private static final String ENDING = ".json";

    private final Path folder;

    EndedFolder(Path folder) {
        this.folder = folder;
    }

    /** It is on the disk when this returns. */
    void add(EndedDelivery ended) throws IOException {
        Files.createDirectories(folder);
        SyncedFile.replace(file(ended.record().id()), RecordJson.MAPPER.writeValueAsBytes(ended));
    }

    void remove(DeployId id) {
        try {
            Files.deleteIfExists(file(id));
        } catch (IOException stays) {
            // It is put into the outbox again then, which knows it.
        }
    }

    /** In the order in which they were asked for. One that is none is dropped; one that the disk does not give stays. */
    List<EndedDelivery> all() {
        List<EndedDelivery> all = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(ENDING)).sorted().forEach(file -> read(file, all));
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, e, () -> folder + " cannot be read, so ends of deliveries may not be told");
            }
        }
        return all;
    }

    private static void read(Path file, List<EndedDelivery> all) {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> file + " cannot be read now, so that end is told after a later start");
            return;
        }
        try {
            all.add(RecordJson.MAPPER.readValue(content, EndedDelivery.class));
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.WARNING, e, () -> file + " cannot be read, so the end of that delivery is not told");
            try {
                Files.deleteIfExists(file);
            } catch (IOException stays) {
                // It is read again after the next start.
            }
        }
    }

    private Path file(DeployId id) {
        return folder.resolve(id + ENDING);
    }
}
