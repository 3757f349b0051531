package io.jenkins.plugins.gitops.builds;

import io.jenkins.plugins.gitops.engine.NewestKept;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import jenkins.util.SystemProperties;

/**
 * Keeps records that lists have read, without their plans and timelines. An entry is valid only while the file has the same
 * key, time and size, so a page never shows an old state.
 *
 * <p>The system property {@code io.jenkins.plugins.gitops.history.cache} sets how many are kept, {@value #DEFAULT} by
 * default. 0 switches the cache off.
 */
public final class RecordCache {

    private static final String PROPERTY = "io.jenkins.plugins.gitops.history.cache";
    private static final int DEFAULT = 2000;

    private static final Map<Path, Entry> ENTRIES = Collections.synchronizedMap(NewestKept.byAccess(RecordCache::most));

    private RecordCache() {}

    private record Entry(Object fileKey, long modified, long size, DeployRecord record) {
        boolean of(Entry now) {
            return Objects.equals(fileKey, now.fileKey) && modified == now.modified && size == now.size;
        }
    }

    private static int most() {
        return SystemProperties.getInteger(PROPERTY, DEFAULT);
    }

    public static DeployRecord read(Path folder, DeployId id) {
        Path file = folder.resolve(id + ".json");
        Entry now = stamp(file);
        Entry kept = ENTRIES.get(file);
        if (kept != null && kept.of(now)) {
            return kept.record();
        }
        DeployRecord record = new RecordStore(folder).read(id).brief();
        // The stamp is from before the read: when the file changed in between, the entry is not valid.
        ENTRIES.put(file, new Entry(now.fileKey(), now.modified(), now.size(), record));
        return record;
    }

    static int size() {
        return ENTRIES.size();
    }

    /** A write renames a new file into place, so the file's key changes even within the clock's resolution. */
    private static Entry stamp(Path file) {
        try {
            BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
            return new Entry(is.fileKey(), is.lastModifiedTime().toMillis(), is.size(), null);
        } catch (NoSuchFileException gone) {
            return new Entry(null, 0, -1, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
