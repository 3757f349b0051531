package io.jenkins.plugins.gitops.engine.git.cache;

import io.jenkins.plugins.gitops.engine.SteadyClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jgit.util.FileUtils;

/**
 * The folder of all caches, bounded in number and bytes: when there is too much, those go that were not used for the
 * longest time. Never one that somebody uses, in this process or another, and never the one that was used last, however
 * large: it would only be fetched again.
 *
 * <p>A cache is opened, and taken away, only by who holds the folder's lock; so nobody opens what is being taken away.
 * Whoever uses one holds a shared lock on its file {@value #IN_USE}, which the system frees when the process dies.
 *
 * <p>The system properties {@value #NUMBER_PROPERTY}, {@value #DEFAULT_NUMBER} by default, and {@value #BYTES_PROPERTY},
 * 10 GiB by default, set the bounds.
 */
public final class CacheFolder {

    static final String MAX_CACHES_PROPERTY = "io.jenkins.plugins.gitops.git.caches";
    static final String MAX_BYTES_PROPERTY = "io.jenkins.plugins.gitops.git.cacheBytes";
    public static final String IN_USE = "in-use";

    private static final int DEFAULT_MAX_CACHES = 100;
    private static final long DEFAULT_MAX_BYTES = 10L << 30;

    /** How large the cache was when it was last closed: so that not all files of all caches have to be read. */
    private static final String SIZE = "size";

    private static final Duration SIZE_MAX_AGE = Duration.ofMinutes(1);

    static final String EVICTED = "evicted.";
    private static final Pattern CACHE = Pattern.compile("[0-9a-f]{32}");

    private final Path root;
    private final CacheLock lock;

    /** @param patience how long to wait for others who open a cache or take one away */
    public CacheFolder(Path root, Duration patience) {
        this.root = root;
        this.lock = new CacheLock(root, "caches.lock", patience);
    }

    /** Does the work while no other thread or process opens a cache or takes one away. */
    public <T> T withLock(CacheLock.Work<T> work) throws IOException {
        return lock.withLock(work);
    }

    /** Writes down that a cache is used now. Frees this process's lock on it, so only before it is locked, or afterwards. */
    public static void markUsed(Path cache) throws IOException {
        Files.setLastModifiedTime(cache.resolve(IN_USE), FileTime.from(SteadyClock.SYSTEM.instant()));
    }

    /** Writes down how large a cache is now, unless that was done a moment ago: it reads the size of each file. */
    public static void recordSize(Path cache) throws IOException {
        Path size = cache.resolve(SIZE);
        if (!Files.exists(size) || !isRecent(Files.getLastModifiedTime(size).toInstant())) {
            Files.writeString(size, Long.toString(measuredSize(cache)));
        }
    }

    /** What is of the future was written before the clock was put back, nobody knows when. */
    private static boolean isRecent(Instant written) {
        Duration age = Duration.between(written, SteadyClock.SYSTEM.instant());
        return !age.isNegative() && age.compareTo(SIZE_MAX_AGE) <= 0;
    }

    /** A cache of this folder, when it was last used, and how large it is. */
    private record CacheUsage(Path cache, FileTime lastUsed, long bytes) {}

    /** Takes a cache away, unless somebody uses it. */
    @FunctionalInterface
    public interface Eviction {
        boolean evict(Path cache) throws IOException;
    }

    /**
     * Takes away caches until number and bytes are within the bounds.
     *
     * @param eviction takes one away, see {@link #evict}; called for one cache after the other
     */
    public void evictExcess(Eviction eviction) throws IOException {
        List<CacheUsage> all = leastRecentlyUsedFirst();
        long bytes = all.stream().mapToLong(CacheUsage::bytes).sum();
        int number = all.size();
        for (CacheUsage each : all.subList(0, Math.max(0, all.size() - 1))) {
            boolean tooMuch = number > Integer.getInteger(MAX_CACHES_PROPERTY, DEFAULT_MAX_CACHES)
                    || bytes > Long.getLong(MAX_BYTES_PROPERTY, DEFAULT_MAX_BYTES);
            if (tooMuch && eviction.evict(each.cache())) {
                number--;
                bytes -= each.bytes();
            }
        }
        removeEvicted();
    }

    /**
     * Takes one away, unless another process uses it. Not to be asked about one that this process has open: to close a
     * second channel to its file would free the lock that the process has on it (POSIX).
     */
    public boolean evict(Path cache) throws IOException {
        // The check and the move are one step for all who hold the folder's lock; the files go afterwards.
        return withLock(() -> {
            if (!isFree(cache.resolve(IN_USE))) {
                return false;
            }
            Files.move(cache, root.resolve(EVICTED + UUID.randomUUID()), StandardCopyOption.ATOMIC_MOVE);
            return true;
        });
    }

    private static boolean isFree(Path inUse) throws IOException {
        try (FileChannel channel = FileChannel.open(
                        inUse, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock exclusive = channel.tryLock()) {
            return exclusive != null;
        } catch (OverlappingFileLockException heldInThisProcess) {
            return false;
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    /** The caches that are there. */
    private List<CacheUsage> leastRecentlyUsedFirst() throws IOException {
        List<CacheUsage> all = new ArrayList<>();
        for (Path cache : folders(name -> CACHE.matcher(name).matches())) {
            try {
                Path inUse = cache.resolve(IN_USE);
                FileTime lastUsed = Files.getLastModifiedTime(Files.exists(inUse) ? inUse : cache);
                all.add(new CacheUsage(cache, lastUsed, size(cache)));
            } catch (NoSuchFileException takenAwayMeanwhile) {
                continue;
            }
        }
        all.sort(Comparator.comparing(CacheUsage::lastUsed));
        return all;
    }

    private void removeEvicted() throws IOException {
        for (Path evicted : folders(name -> name.startsWith(EVICTED))) {
            FileUtils.delete(evicted.toFile(), FileUtils.RECURSIVE | FileUtils.RETRY | FileUtils.SKIP_MISSING);
        }
    }

    private List<Path> folders(Predicate<String> named) throws IOException {
        try (Stream<Path> all = Files.list(root)) {
            return all.filter(path -> named.test(path.getFileName().toString())).toList();
        }
    }

    private static long size(Path cache) throws IOException {
        try {
            return Long.parseLong(Files.readString(cache.resolve(SIZE)));
        } catch (IOException | NumberFormatException notMeasured) {
            return measuredSize(cache);
        }
    }

    private static long measuredSize(Path cache) throws IOException {
        try (Stream<Path> files = Files.walk(cache)) {
            return files.mapToLong(CacheFolder::bytes).sum();
        } catch (UncheckedIOException changedMeanwhile) {
            throw changedMeanwhile.getCause();
        }
    }

    private static long bytes(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isRegularFile() ? attributes.size() : 0;
        } catch (IOException gone) {
            return 0;
        }
    }
}
