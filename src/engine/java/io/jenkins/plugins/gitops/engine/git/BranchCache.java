package io.jenkins.plugins.gitops.engine.git;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.cache.CacheFolder;
import io.jenkins.plugins.gitops.engine.git.cache.CacheLock;
import io.jenkins.plugins.gitops.engine.git.cache.CacheRepository;
import io.jenkins.plugins.gitops.engine.git.read.IndexFile;
import io.jenkins.plugins.gitops.engine.git.read.TrailerIndex;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.git.write.NoteQueue;
import io.jenkins.plugins.gitops.engine.git.write.PushQueue;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What is kept on disk of one remote repository for one identity: {@code files.git}, a few revisions with all their
 * files and without their history, {@code history.git}, the commits alone, and indexes of those, and {@code notes.git},
 * the newest notes. Shared by all who have it open in this process, and safe to use from several processes. All of it can
 * be deleted at any time.
 */
final class BranchCache implements AutoCloseable {

    private static final Map<Path, BranchCache> OPEN = new HashMap<>();

    private final CacheFolder folder;
    private final Path directory;
    private final CacheRepository files;
    private final CacheRepository history;
    private final CacheRepository notes;
    private FileChannel useChannel;
    private final Map<String, PushQueue> queues = new ConcurrentHashMap<>();
    private final NoteQueue noteQueue = new NoteQueue();
    private final Map<List<String>, TrailerIndex> indexes = new ConcurrentHashMap<>();
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
     * @param patience how long to wait for other users of the same cache
     */
    static BranchCache open(Path root, GitRemote remote, GitCredentials credentials, Duration patience)
            throws IOException {
        Path all = root.toAbsolutePath().normalize();
        Path directory = all.resolve(name(remote, credentials));
        synchronized (OPEN) {
            BranchCache cache = OPEN.get(directory);
            if (cache == null) {
                cache = opened(new CacheFolder(all, patience), directory, patience);
                OPEN.put(directory, cache);
            }
            cache.users++;
            return cache;
        }
    }

    private static BranchCache opened(CacheFolder folder, Path directory, Duration patience) throws IOException {
        BranchCache cache = new BranchCache(folder, directory, patience);
        try {
            folder.alone(() -> {
                cache.begin();
                return null;
            });
            return cache;
        } catch (IOException | RuntimeException e) {
            cache.end();
            throw e;
        }
    }

    /** Some revisions with their files; shallow. */
    CacheRepository files() {
        return files;
    }

    /** All commits, without files. */
    CacheRepository history() {
        return history;
    }

    /** The newest notes at commits; there from the first note on. */
    CacheRepository notes() {
        return notes;
    }

    /** Who writes notes, in this process. */
    NoteQueue noteQueue() {
        return noteQueue;
    }

    /** Who writes to the branch, in this process. */
    PushQueue queue(GitRemote remote) {
        return queues.computeIfAbsent(remote.branch(), branch -> new PushQueue());
    }

    /** Which of the branch's commits carry a trailer. */
    TrailerIndex index(GitRemote remote, String trailer) {
        return indexes.computeIfAbsent(
                List.of(remote.ref(), trailer), of -> new TrailerIndex(directory, of.get(0), of.get(1)));
    }

    // Whoever uses the cache holds a shared lock; so an exclusive one tells that nobody has an unpushed commit in it.
    private void begin() throws IOException {
        Files.createDirectories(directory);
        useChannel = FileChannel.open(
                directory.resolve(CacheFolder.IN_USE),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        CacheFolder.used(directory);
        try (FileLock exclusive = useChannel.tryLock()) {
            if (exclusive != null) {
                files.tidy();
                history.tidy();
                notes.tidyIfThere();
                removeLeftovers();
            }
        } catch (OverlappingFileLockException e) {
            return; // The same class under another class loader holds it; its lock stands for ours.
        }
        // Held until the channel is closed. Nobody has the exclusive one now: it is taken in the folder's turn alone.
        FileLock shared = useChannel.lock(0, Long.MAX_VALUE, true);
        assert shared.isShared();
    }

    private void removeLeftovers() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path each : files.filter(IndexFile::isLeftover).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }

    @Override
    public void close() throws IOException {
        boolean last;
        synchronized (OPEN) {
            users--;
            last = users == 0;
            if (last) {
                OPEN.remove(directory);
                noteUse();
                end();
            }
        }
        if (last) {
            tidyFolder();
        }
    }

    // Neither is worth the failure of what the cache was used for: the next who closes one does it again.
    private void noteUse() {
        try {
            CacheFolder.used(directory);
            CacheFolder.measure(directory);
        } catch (IOException e) {
            return;
        }
    }

    private void tidyFolder() {
        try {
            folder.tidy(this::evicted);
        } catch (IOException | GitopsException e) {
            return;
        }
    }

    private boolean evicted(Path other) throws IOException {
        synchronized (OPEN) {
            return !OPEN.containsKey(other) && folder.tookAway(other);
        }
    }

    private void end() throws IOException {
        files.close();
        history.close();
        notes.close();
        if (useChannel != null) {
            useChannel.close();
        }
    }

    private static String name(GitRemote remote, GitCredentials credentials) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(remote.key().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(credentials.identity().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
