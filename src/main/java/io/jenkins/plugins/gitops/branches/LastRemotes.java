package io.jenkins.plugins.gitops.branches;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import hudson.model.Job;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.NewestKept;
import io.jenkins.plugins.gitops.engine.SyncedFile;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Where a job delivered to last, by environment. When an environment names no repository, only a build knows it, and the builds
 * may have been deleted. It is a small file in the job's folder, {@value #FILE}, which is moved and deleted with the job.
 */
final class LastRemotes {

    private static final Logger LOGGER = Logger.getLogger(LastRemotes.class.getName());
    private static final String FILE = "gitops-remotes.json";

    /** Each page and each computation of figures asks for it. */
    private static final Map<Path, Read> KEPT = Collections.synchronizedMap(NewestKept.byAccess(() -> 10_000));

    private final Path file;

    /** What was read of a file. A file that is written is a new one, so its key differs where its time does not. */
    private record Read(FileTime time, Object key, Map<String, GitRemote> remotes) {}

    LastRemotes(Job<?, ?> job) {
        this.file = job.getRootDir().toPath().resolve(FILE);
    }

    /** Whether the job has delivered anywhere. */
    boolean any() {
        return Files.exists(file);
    }

    /** By the names of environments. A file that cannot be read counts as missing: the next delivery writes it again. */
    Map<String, GitRemote> all() {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            Read known = KEPT.get(file);
            if (known != null
                    && known.time().equals(now.lastModifiedTime())
                    && Objects.equals(known.key(), now.fileKey())) {
                return new TreeMap<>(known.remotes());
            }
            Map<String, GitRemote> read = RecordJson.MAPPER.readValue(
                    Files.readString(file), new TypeReference<TreeMap<String, GitRemote>>() {});
            KEPT.put(
                    file,
                    new Read(now.lastModifiedTime(), now.fileKey(), Collections.unmodifiableMap(new TreeMap<>(read))));
            return read;
        } catch (NoSuchFileException none) {
            return new TreeMap<>();
        } catch (IOException | GitopsException unreadable) {
            LOGGER.log(Level.FINE, unreadable, () -> file + " cannot be read");
            return new TreeMap<>();
        }
    }

    /** Writes nothing when the job was deleted: writing would create its folder again. */
    static void remember(Job<?, ?> job, String environment, GitRemote remote) {
        LastRemotes last = new LastRemotes(job);
        synchronized (LastRemotes.class) {
            Map<String, GitRemote> all = last.all();
            if (!remote.equals(all.put(environment, remote)) && job.getRootDir().isDirectory()) {
                last.write(all);
            }
        }
    }

    private void write(Map<String, GitRemote> all) {
        try {
            SyncedFile.write(file, RecordJson.MAPPER.writeValueAsString(all));
            KEPT.remove(file);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
