package io.jenkins.plugins.gitops.builds;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.jenkins.plugins.gitops.engine.SyncedFile;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A copy of a build's refused steps in a file of its own, so that a list of many builds loads none of them. Builds of older
 * versions have none.
 */
public final class RefusedSteps {

    private static final Logger LOGGER = Logger.getLogger(RefusedSteps.class.getName());
    private static final String FILE = "gitops-refused.json";

    private RefusedSteps() {}

    /** @param build the build's folder */
    public static boolean any(Path build) {
        return Files.exists(build.resolve(FILE));
    }

    /** Those of a build, oldest first. None when the file cannot be read: the build's own page has them. */
    public static List<NotDelivered> of(Path build) {
        try {
            return RecordJson.MAPPER.readValue(Files.readAllBytes(build.resolve(FILE)), new TypeReference<>() {});
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException e) {
            LOGGER.log(Level.FINE, e, () -> build.resolve(FILE) + " cannot be read");
            return List.of();
        }
    }

    /** Writes nothing when there is none, or when the build was deleted: writing would create its folder again. */
    static void write(Path build, List<NotDelivered> steps) {
        List<NotDelivered> refused =
                steps.stream().filter(NotDelivered::isRefused).toList();
        if (refused.isEmpty() || !Files.isDirectory(build)) {
            return;
        }
        try {
            SyncedFile.write(build.resolve(FILE), RecordJson.MAPPER.writeValueAsString(refused));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
