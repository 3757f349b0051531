package io.jenkins.plugins.gitops.engine.git;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.Sha256;
import io.jenkins.plugins.gitops.engine.git.cache.CacheFolder;
import io.jenkins.plugins.gitops.engine.git.cache.CacheLock;
import io.jenkins.plugins.gitops.engine.git.cache.CacheRepository;
import io.jenkins.plugins.gitops.engine.git.read.ChecksummedFile;
import io.jenkins.plugins.gitops.engine.git.read.TrailerIndex;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.git.write.NoteQueue;
import io.jenkins.plugins.gitops.engine.git.write.PushQueue;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cache on disk of one remote repository, for one identity. It has three bare repositories: {@code files.git} holds a
 * few revisions with all their files and without their history, {@code history.git} the commits without files, and
 * {@code notes.git} the newest notes. Beside them are indexes of the commits. All who have it open in this process share
 * it, and several processes may use it at once. All of it can be deleted at any time.
 */
final class BranchCache implements AutoCloseable {

    private static final Map<Path, BranchCache> OPEN_CACHES = new HashMap<>();

    private final CacheFolder folder;
    private final Path directory;
    private final CacheRepository files;
    private final CacheRepository history;
    private final CacheRepository notes;
    private @Nullable FileChannel useChannel;
    private final Map<String, PushQueue> pushQueues = new ConcurrentHashMap<>();
    private final NoteQueue noteQueue = new NoteQueue();
    private final Map<List<String>, TrailerIndex> trailerIndexes = new ConcurrentHashMap<>();
    private int users;

    private BranchCache(CacheFolder folder, Path directory, Duration patience) {
        this.folder = folder;
        this.directory = directory;
        this.files = new CacheRepository(directory, "files.git", new CacheLock(directory, "files.lock", patience));
        this.history =
                new CacheRepository(directory, "history.git", new CacheLock(directory, "history.lock", patience));
        this.notes = new CacheRepository(directory, "notes.git", new CacheLock(directory, "notes.lock", patience));
    }

    /**
     * @param root the folder of all caches
     * @param patience how long to wait for other threads and processes that use the same cache
     */
    static BranchCache open(Path root, GitRemote remote, GitCredentials credentials, Duration patience)
            throws IOException {
        Path all = root.toAbsolutePath().normalize();
        Path directory = all.resolve(directoryName(remote, credentials));
        synchronized (OPEN_CACHES) {
            BranchCache cache = OPEN_CACHES.get(directory);
            if (cache == null) {
                cache = openNew(new CacheFolder(all, patience), directory, patience);
                OPEN_CACHES.put(directory, cache);
            }
            cache.users++;
            return cache;
        }
    }

    private static BranchCache openNew(CacheFolder folder, Path directory, Duration patience) throws IOException {
        BranchCache cache = new BranchCache(folder, directory, patience);
        try {
            folder.withLock(() -> {
                cache.acquire();
                return null;
            });
            return cache;
        } catch (IOException | RuntimeException e) {
            cache.release();
            throw e;
        }
    }

    /** Some revisions with their files, without their history. */
    CacheRepository files() {
        return files;
    }

    /** All commits, without files. */
    CacheRepository history() {
        return history;
    }

    /** The newest notes at commits. On disk from the first note on. */
    CacheRepository notes() {
        return notes;
    }

    /** The threads of this process that write notes. */
    NoteQueue noteQueue() {
        return noteQueue;
    }

    /** The threads of this process that write to the branch. */
    PushQueue pushQueue(GitRemote remote) {
        return pushQueues.computeIfAbsent(remote.branch(), branch -> new PushQueue());
    }

    /** The commits of the branch that carry a trailer. */
    TrailerIndex trailerIndex(GitRemote remote, String trailer) {
        return trailerIndexes.computeIfAbsent(
                List.of(remote.ref(), trailer), of -> new TrailerIndex(directory, of.get(0), of.get(1)));
    }

    /** Where what is known of the commits for their arrivals is kept. */
    Path indexes() {
        return directory;
    }

    // Whoever uses the cache holds a shared lock; so an exclusive one tells that nobody has an unpushed commit in it.
    private void acquire() throws IOException {
        Files.createDirectories(directory);
        useChannel = FileChannel.open(
                directory.resolve(CacheFolder.IN_USE),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        CacheFolder.markUsed(directory);
        try (FileLock exclusive = useChannel.tryLock()) {
            if (exclusive != null) {
                files.replaceIfLarge();
                history.replaceIfLarge();
                notes.replaceIfPresentAndLarge();
                removeLeftovers();
            }
        } catch (OverlappingFileLockException e) {
            return; // The same class under another class loader holds it; its lock stands for ours.
        }
        // Held until the channel is closed. Nobody has the exclusive one now: it is taken with the folder's lock alone.
        FileLock shared = useChannel.lock(0, Long.MAX_VALUE, true);
        assert shared.isShared();
    }

    private void removeLeftovers() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path each : files.filter(ChecksummedFile::isLeftover).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }

    @Override
    public void close() throws IOException {
        boolean last;
        synchronized (OPEN_CACHES) {
            users--;
            last = users == 0;
            if (last) {
                OPEN_CACHES.remove(directory);
                recordUse();
                release();
            }
        }
        if (last) {
            evictOthers();
        }
    }

    // A failure here must not fail what the cache was used for. The next close of a cache does it again.
    private void recordUse() {
        try {
            CacheFolder.markUsed(directory);
            CacheFolder.recordSize(directory);
        } catch (IOException e) {
            return;
        }
    }

    private void evictOthers() {
        try {
            folder.evictExcess(this::evictIfClosed);
        } catch (IOException | GitopsException e) {
            return;
        }
    }

    private boolean evictIfClosed(Path other) throws IOException {
        synchronized (OPEN_CACHES) {
            return !OPEN_CACHES.containsKey(other) && folder.evict(other);
        }
    }

    private void release() throws IOException {
        files.close();
        history.close();
        notes.close();
        if (useChannel != null) {
            useChannel.close();
        }
    }

    private static String directoryName(GitRemote remote, GitCredentials credentials) {
        byte[] sum = Sha256.of(remote.key() + "\0" + credentials.identity());
        return HexFormat.of().formatHex(sum, 0, 16);
    }
}
