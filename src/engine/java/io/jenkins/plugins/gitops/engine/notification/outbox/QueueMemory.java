package io.jenkins.plugins.gitops.engine.notification.outbox;

import io.jenkins.plugins.gitops.engine.NewestKept;
import io.jenkins.plugins.gitops.engine.SyncedFile;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.notification.ReceiverMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What is remembered of one receiver, in its folder: the newest events that it was told, and the receiver's own notes. A file that
 * is lost or damaged is an empty one: then something may be told twice. Used under the lock of the folder, by one thread.
 */
final class QueueMemory implements ReceiverMemory {

    private static final int MOST = 500;
    private static final String FILE = "memory.json";

    private final Path file;
    private final Map<String, String> told = NewestKept.byInsertion(MOST);
    private final Map<String, String> notes = NewestKept.byInsertion(MOST);
    private long lost;

    private QueueMemory(Path file) {
        this.file = file;
    }

    /**
     * The file.
     *
     * @param told by an event's id, what became of it
     * @param lost how many events were given up
     */
    private record Stored(Map<String, String> told, Map<String, String> notes, long lost) {
        private Stored {
            told = Objects.requireNonNullElse(told, Map.of());
            notes = Objects.requireNonNullElse(notes, Map.of());
        }
    }

    static QueueMemory read(Path folder) {
        QueueMemory memory = new QueueMemory(folder.resolve(FILE));
        try {
            Stored stored = RecordJson.MAPPER.readValue(Files.readAllBytes(memory.file), Stored.class);
            memory.told.putAll(stored.told());
            memory.notes.putAll(stored.notes());
            memory.lost = stored.lost();
            return memory;
        } catch (IOException | RuntimeException noneOrDamaged) {
            return new QueueMemory(memory.file);
        }
    }

    void write() {
        Stored stored = new Stored(new LinkedHashMap<>(told), new LinkedHashMap<>(notes), lost);
        SyncedFile.write(file, RecordJson.MAPPER.valueToTree(stored).toString());
    }

    boolean knows(String event) {
        return told.containsKey(event);
    }

    void told(String event) {
        told.put(event, "told");
    }

    void gaveUp(String event) {
        told.put(event, "given up");
        lost++;
    }

    /** How many events were given up since the file was made. */
    long lost() {
        return lost;
    }

    @Override
    public Optional<String> get(String key) {
        return Optional.ofNullable(notes.get(key));
    }

    @Override
    public void put(String key, String value) {
        // Put again it is the newest.
        notes.remove(key);
        if (value.length() <= LONGEST) {
            notes.put(key, value);
        }
    }
}
