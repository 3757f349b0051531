package io.jenkins.plugins.gitops.engine.delivery.drift;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ProcessLock;
import io.jenkins.plugins.gitops.engine.SyncedFile;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.delivery.request.DesiredStateLocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The file with an environment's {@link DriftState}: {@code APPLICATION.ENVIRONMENT.NAMESPACE.json}. What is lost with it is
 * since when drift was seen that the server notes no time of, and how often something was put back; so one that cannot be read
 * is begun anew.
 */
public final class DriftStateFile {

    /** Far more than {@link DriftWatch#MOST} differences take. */
    private static final long LONGEST_BYTES = 16L * 1024 * 1024;

    private final Path folder;
    private final Path file;

    /** @param folder made when it is missing */
    public DriftStateFile(Path folder, DesiredStateLocation place) {
        this.folder = folder;
        this.file = folder.resolve(
                place.target().application() + "." + place.target().environment() + "." + place.namespace() + ".json");
    }

    /**
     * What was kept last; nothing when there is no file.
     *
     * @param unreadable gets why a file is begun anew
     */
    public DriftState read(Consumer<GitopsException> unreadable) {
        if (!Files.exists(file)) {
            return DriftState.NONE;
        }
        try {
            if (Files.size(file) > LONGEST_BYTES) {
                throw new IOException("it has more than " + LONGEST_BYTES + " bytes");
            }
            DriftState state = RecordJson.MAPPER.readValue(Files.readAllBytes(file), DriftState.class);
            if (state.format() != DriftState.FORMAT) {
                throw new IOException(
                        "it is of format " + state.format() + ", and this version reads " + DriftState.FORMAT);
            }
            return state;
        } catch (IOException | RuntimeException e) {
            unreadable.accept(new GitopsException(
                    "What was known of drift in " + file + " cannot be read, and is begun anew: " + e.getMessage(),
                    "Nothing to do; times are those of now, and what was given up is put back again",
                    e));
            return DriftState.NONE;
        }
    }

    /** @throws GitopsException when it cannot be written */
    public void write(DriftState state) {
        try {
            SyncedFile.write(file, RecordJson.MAPPER.writeValueAsString(state));
        } catch (IOException | UncheckedIOException e) {
            throw new GitopsException(
                    "What is known of drift could not be written to " + file + ": " + e.getMessage(),
                    "Free space on that disk, or make the folder writable",
                    e);
        }
    }

    /**
     * Locks the file for one watch; held by the operating system, so a killed process holds nothing.
     *
     * @throws GitopsException when another one watches the environment with the same folder
     */
    public ProcessLock lock() {
        Path beside = file.resolveSibling(file.getFileName() + ".lock");
        try {
            Files.createDirectories(folder);
            return ProcessLock.take(beside)
                    .orElseThrow(() -> new GitopsException(
                            "Another process watches the environment of " + file,
                            "End that one, or give this one a state folder of its own, without a self-heal in both"));
        } catch (IOException e) {
            throw new GitopsException(
                    "The file " + beside + " cannot be locked: " + e.getMessage(), "Make the folder writable", e);
        }
    }
}
