package io.jenkins.plugins.gitops.engine.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.gitops.engine.GitopsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Records as files, {@code <deploy id>.json} in one folder. A write is there whole or not at all, and on the disk when
 * the method returns: written beside, synced, renamed, and the folder synced.
 */
public final class RecordStore {

    private static final String ENDING = ".json";

    private final Path folder;

    /** @param folder made when it is missing */
    public RecordStore(Path folder) {
        this.folder = folder;
    }

    /** Writes the record and waits until it is on the disk. */
    public void write(DeployRecord record) {
        try {
            Files.createDirectories(folder);
            Path file = file(record.id());
            Path beside = folder.resolve(record.id() + ".tmp");
            byte[] json = RecordJson.MAPPER.writeValueAsBytes(record);
            try (FileChannel channel = FileChannel.open(
                    beside,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(json);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        } catch (IOException e) {
            throw new GitopsException(
                    "The record of delivery " + record.id() + " could not be written to " + folder + ": "
                            + e.getMessage(),
                    "Make room on that disk, or make the folder writable; nothing further was done",
                    e);
        }
    }

    /**
     * Reads one record.
     *
     * @throws GitopsException when there is none, or it is of a newer format
     */
    public DeployRecord read(DeployId id) {
        try {
            return RecordJson.read(Files.readAllBytes(file(id)));
        } catch (NoSuchFileException e) {
            throw new GitopsException(
                    "There is no record of a delivery " + id + " in " + folder,
                    "Look at 'gitops history' for what was deployed, or name the state folder that was used",
                    e);
        } catch (JsonProcessingException e) {
            throw new GitopsException(
                    "The record " + file(id) + " cannot be read: " + e.getOriginalMessage(),
                    "Move it away; what it delivered is in Git and in the cluster",
                    e);
        } catch (GitopsException e) {
            throw new GitopsException(file(id) + ": " + e.getMessage(), e.remedy(), e);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** The ids of all records, newest first. Files with other names are somebody else's. */
    public List<DeployId> ids() {
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

    /**
     * All records, newest first. One that cannot be read does not hide the others.
     *
     * @param unreadable is told of each that cannot be read
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
     * All records that are not finished, oldest first: what is to be taken up after a crash.
     *
     * @param unreadable is told of each record that cannot be read
     */
    public List<DeployRecord> unfinished(Consumer<GitopsException> unreadable) {
        return all(unreadable).stream()
                .filter(record -> !record.finished())
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .toList();
    }

    /**
     * Takes a delivery for this process. Held by the operating system, so a killed process holds nothing.
     *
     * @throws GitopsException when another process works on it
     */
    public Lock lock(DeployId id) {
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve(id + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!taken(channel)) {
                channel.close();
                throw new GitopsException(
                        "Another process works on delivery " + id, "Wait for it, or end it before you resume");
            }
            return new Lock(channel);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private GitopsException unusable(IOException e) {
        return new GitopsException(
                "The folder of records " + folder + " cannot be used: " + e.getMessage(),
                "See that its disk is there and that this user may write to it",
                e);
    }

    private static boolean taken(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldInThisProcess) {
            return false;
        }
    }

    /** A delivery taken by this process; given back when closed. */
    public static final class Lock implements AutoCloseable {

        private final FileChannel channel;

        private Lock(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Path file(DeployId id) {
        return folder.resolve(id + ENDING);
    }
}
