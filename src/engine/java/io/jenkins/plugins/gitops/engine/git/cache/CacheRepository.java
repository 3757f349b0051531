package io.jenkins.plugins.gitops.engine.git.cache;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.remote.FetchTarget;
import io.jenkins.plugins.gitops.engine.git.remote.RemoteConnection;
import io.jenkins.plugins.gitops.engine.git.remote.SharedFetch;
import io.jenkins.plugins.gitops.engine.git.remote.StorageFailure;
import io.jenkins.plugins.gitops.engine.git.remote.TransportFailure;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.util.FileUtils;

/**
 * One bare repository of a cache. It can be thrown away at any time: what is in it can be had from the server again, and
 * an unpushed commit be made again. So damage is not repaired; the repository is replaced by an empty one, once, and the
 * work is done again.
 */
public final class CacheRepository implements AutoCloseable, FetchTarget {

    /** With more, a fetch costs more than an empty repository: each adds a pack and a line of {@code shallow}. */
    private static final int MAX_PACKS = 150;

    /** Our own commits are loose objects. As git-gc does, one of the 256 folders is counted: these are 6,700 in all. */
    private static final int MAX_LOOSE_IN_ONE_FOLDER = 27;

    private final Path folder;
    private final String name;
    private final Path directory;
    private final CacheLock lock;
    private final Map<List<Object>, SharedFetch> sharedFetch = new ConcurrentHashMap<>();
    private volatile Repository current;
    private Object currentIdentity;

    public CacheRepository(Path folder, String name, CacheLock lock) {
        this.folder = folder;
        this.name = name;
        this.directory = folder.resolve(name);
        this.lock = lock;
    }

    @Override
    public SharedFetch sharedFetch(String ref, RemoteConnection.Part part) {
        return sharedFetch.computeIfAbsent(List.of(ref, part), question -> new SharedFetch());
    }

    /** What is done with the repository; may be done twice. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Repository repository) throws IOException;
    }

    /**
     * Does the work; when it finds the repository damaged, once more with an empty one. So the work fetches for itself
     * what it needs.
     *
     * @throws GitopsException what the work throws, and when the cache cannot be used
     */
    public <T> T use(Work<T> work) {
        Repository first = repository();
        try {
            return work.on(first);
        } catch (GitopsException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            Optional<IOException> disk = StorageFailure.failedWrite(e);
            if (disk.isPresent()) {
                // What is there is whole: it is kept for when the disk has free space again.
                throw unusable(disk.get());
            }
            replace(first);
            return again(work);
        }
    }

    private <T> T again(Work<T> work) {
        try {
            return work.on(repository());
        } catch (TransportException e) {
            throw TransportFailure.unreadable(e);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    @Override
    public void change(Change change) throws IOException {
        lock.withLock(() -> {
            StaleLocks.remove(directory);
            change.make();
            return null;
        });
    }

    /** Replaces the repository by an empty one when it has become large. Only when nobody has an unpushed commit in it. */
    public void replaceIfLarge() {
        Repository repository = repository();
        String[] packs = directory.resolve("objects/pack").toFile().list((parent, file) -> file.endsWith(".pack"));
        String[] loose = directory.resolve("objects/17").toFile().list();
        if ((packs != null && packs.length > MAX_PACKS) || (loose != null && loose.length > MAX_LOOSE_IN_ONE_FOLDER)) {
            replace(repository);
        }
    }

    /** The same, for a repository that is not made when it was never used. */
    public void replaceIfPresentAndLarge() {
        if (Files.isDirectory(directory)) {
            replaceIfLarge();
        }
    }

    private Repository repository() {
        Repository present = current;
        return present != null ? present : open();
    }

    private Repository open() {
        try {
            return lock.withLock(() -> {
                if (current == null) {
                    current = openOrCreate();
                }
                return current;
            });
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private Repository openOrCreate() throws IOException {
        removeDiscarded();
        if (!Files.isDirectory(directory)) {
            create();
        }
        try {
            return openChecked();
        } catch (IOException | RuntimeException e) {
            discard();
            create();
            return openChecked();
        }
    }

    private Repository openChecked() throws IOException {
        Repository repository = new IsolatedRepository(directory.toFile());
        try {
            if (!repository.isBare() || !repository.getObjectDatabase().exists()) {
                throw new IOException("Not a bare repository: " + directory);
            }
            repository.getObjectDatabase().getShallowCommits();
            repository.getRefDatabase().getRefs();
            currentIdentity = identity();
            return repository;
        } catch (IOException | RuntimeException e) {
            repository.close();
            throw e;
        }
    }

    private void replace(Repository broken) {
        try {
            lock.withLock(() -> {
                // Unless another thread has done so already, or another process.
                if (current == broken) {
                    broken.close();
                    if (Objects.equals(identity(), currentIdentity)) {
                        discard();
                    }
                    current = openOrCreate();
                }
                return null;
            });
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Tells this directory from another that took its place; null where the file system cannot, or there is none. */
    private Object identity() throws IOException {
        return Files.isDirectory(directory)
                ? Files.readAttributes(directory, BasicFileAttributes.class).fileKey()
                : null;
    }

    // Made aside and moved into place, so that a directory of this name is always a whole repository.
    private void create() throws IOException {
        Path fresh = Files.createTempDirectory(folder, name + ".new");
        try (Repository repository = new IsolatedRepository(fresh.toFile())) {
            repository.create(true);
        }
        Files.move(fresh, directory, StandardCopyOption.ATOMIC_MOVE);
    }

    private void discard() throws IOException {
        if (Files.exists(directory)) {
            Path aside = Files.createTempDirectory(folder, name + ".old");
            Files.move(directory, aside.resolve("discarded"), StandardCopyOption.ATOMIC_MOVE);
        }
        removeDiscarded();
    }

    private void removeDiscarded() throws IOException {
        File[] discarded = folder.toFile()
                .listFiles((parent, other) -> other.startsWith(name + ".old") || other.startsWith(name + ".new"));
        if (discarded != null) {
            for (File each : discarded) {
                FileUtils.delete(each, FileUtils.RECURSIVE | FileUtils.RETRY | FileUtils.SKIP_MISSING);
            }
        }
    }

    private GitopsException unusable(IOException cause) {
        return new CacheUnusableException(
                "The Git cache " + directory + " cannot be used: " + cause.getMessage(),
                "Check that its disk has free space and that it may be written to; the directory can be deleted at any time",
                cause);
    }

    @Override
    public void close() {
        Repository present = current;
        if (present != null) {
            present.close();
        }
    }
}
