package io.jenkins.plugins.gitops.engine.delivery.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ProcessLock;
import io.jenkins.plugins.gitops.engine.SyncedFile;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Records as files, {@code <deploy id>.json} in one folder. A write is there whole or not at all, and on the disk when
 * the method returns ({@link SyncedFile}).
 */
public final class RecordStore {

    private static final String ENDING = ".json";

    private final Supplier<Path> where;
    private final Making making;

    /** @param folder made when it is missing */
    public RecordStore(Path folder) {
        this(() -> folder, Files::createDirectories);
    }

    private RecordStore(Supplier<Path> where, Making making) {
        this.where = where;
        this.making = making;
    }

    /**
     * A folder in a place that may move or go while records are written, as a build's does when its job is renamed or
     * deleted. The place is asked for each time and never made: where it has gone nothing is written, and the write
     * fails.
     */
    public static RecordStore within(Supplier<Path> place, String folder) {
        return new RecordStore(() -> place.get().resolve(folder), RecordStore::makeInItsPlace);
    }

    /** Sees to it that a folder is there. */
    private interface Making {
        void make(Path folder) throws IOException;
    }

    private static void makeInItsPlace(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(folder);
        }
    }

    /** Writes the record and waits until it is on the disk. */
    public void write(DeployRecord record) {
        Path folder = where.get();
        try {
            making.make(folder);
            SyncedFile.replace(folder.resolve(record.id() + ENDING), RecordJson.MAPPER.writeValueAsBytes(record));
        } catch (IOException e) {
            throw new GitopsException(
                    "The record of delivery " + record.id() + " could not be written to " + folder + ": "
                            + e.getMessage(),
                    "Free space on that disk, or make the folder writable; nothing further was done",
                    e);
        }
    }

    /**
     * Reads one record.
     *
     * @throws GitopsException when there is none, or it is of a newer format
     */
    public DeployRecord read(DeployId id) {
        Path folder = where.get();
        Path file = folder.resolve(id + ENDING);
        try {
            return RecordJson.read(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new GitopsException(
                    "There is no record of a delivery " + id + " in " + folder,
                    "See 'gitops history' for what was deployed, or name the state folder that was used",
                    e);
        } catch (JsonProcessingException e) {
            throw new GitopsException(
                    "The record " + file + " cannot be read: " + e.getOriginalMessage(),
                    "Move it away; what it delivered is in Git and in the cluster",
                    e);
        } catch (GitopsException e) {
            throw new GitopsException(file + ": " + e.getMessage(), e.remedy(), e);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** The ids of all records, newest first. Other files are ignored. */
    public List<DeployId> ids() {
        Path folder = where.get();
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ENDING))
                    .map(name -> name.substring(0, name.length() - ENDING.length()))
                    .filter(DeployId::isOne)
                    .map(DeployId::new)
                    .sorted((a, b) -> b.compareTo(a))
                    .toList();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Deletes all but the newest records, ended or not. For a folder whose records nobody takes up. */
    public void keepNewest(int most) {
        Path folder = where.get();
        try {
            for (DeployId id : ids().stream().skip(most).toList()) {
                Files.deleteIfExists(folder.resolve(id + ENDING));
                Files.deleteIfExists(folder.resolve(id + ".lock"));
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /**
     * All records, newest first. One that cannot be read does not hide the others.
     *
     * @param unreadable gets the error of each that cannot be read
     */
    public List<DeployRecord> all(Consumer<GitopsException> unreadable) {
        List<DeployRecord> records = new ArrayList<>();
        for (DeployId id : ids()) {
            try {
                records.add(read(id));
            } catch (GitopsException e) {
                unreadable.accept(e);
            }
        }
        return records;
    }

    /**
     * All records that are not finished, oldest first: what is to be resumed after a crash.
     *
     * @param unreadable gets the error of each that cannot be read
     */
    public List<DeployRecord> unfinished(Consumer<GitopsException> unreadable) {
        return all(unreadable).stream()
                .filter(record -> !record.finished())
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .toList();
    }

    /**
     * Locks a delivery for this process. Held by the operating system, so a killed process holds nothing.
     *
     * @throws GitopsException when another process works on it
     */
    public ProcessLock lock(DeployId id) {
        Path folder = where.get();
        try {
            making.make(folder);
            return ProcessLock.take(folder.resolve(id + ".lock"))
                    .orElseThrow(() -> new GitopsException(
                            "Another process works on delivery " + id, "Wait for it, or end it before you resume"));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private GitopsException unusable(IOException e) {
        return new GitopsException(
                "The folder of records " + where.get() + " cannot be used: " + e.getMessage(),
                "See that its disk is there and that this user may write to it",
                e);
    }
}
