package io.jenkins.plugins.gitops.branches;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import hudson.model.Job;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SyncedFile;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
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

    private final Path file;

    LastRemotes(Job<?, ?> job) {
        this.file = job.getRootDir().toPath().resolve(FILE);
    }

    Optional<GitRemote> of(String environment) {
        return Optional.ofNullable(all().get(environment));
    }

    /** A file that cannot be read counts as missing: the next delivery writes it again. */
    private Map<String, GitRemote> all() {
        try {
            return RecordJson.MAPPER.readValue(
                    Files.readString(file), new TypeReference<TreeMap<String, GitRemote>>() {});
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
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
