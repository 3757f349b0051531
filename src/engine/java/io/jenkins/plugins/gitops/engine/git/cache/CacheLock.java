package io.jenkins.plugins.gitops.engine.git.cache;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that one thread of one process holds. The operating system frees the file's lock when the process dies, however
 * it dies; so a lock is never stale. Reentrant.
 */
public final class CacheLock {

    private static final long POLL_MILLIS = 20;

    private final ReentrantLock threadLock = new ReentrantLock(true);
    private final Path folder;
    private final Path file;
    private final Duration patience;

    /**
     * @param folder is made when it is missing
     * @param name of a file in it, which stays
     * @param patience how long to wait for other threads and processes
     */
    public CacheLock(Path folder, String name, Duration patience) {
        this.folder = folder;
        this.file = folder.resolve(name);
        this.patience = patience;
    }

    /** What is done with the lock held. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Does the work with the lock held.
     *
     * @throws CacheUnusableException when the others do not finish in time
     * @throws GitopsException when the thread is interrupted
     */
    <T> T withLock(Work<T> work) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            if (!threadLock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy();
            }
            try {
                return threadLock.getHoldCount() > 1 ? work.run() : withFileLock(deadline, work);
            } finally {
                threadLock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GitopsException("Interrupted while waiting for the Git cache " + folder, "Try again", e);
        }
    }

    private <T> T withFileLock(long deadline, Work<T> work) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        try (FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = acquire(channel, deadline)) {
            assert lock.isValid();
            return work.run();
        }
    }

    private FileLock acquire(FileChannel channel, long deadline) throws IOException, InterruptedException {
        while (true) {
            FileLock lock = tryLock(channel);
            if (lock != null) {
                return lock;
            }
            if (System.nanoTime() - deadline > 0) {
                throw busy();
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // The same class under another class loader in this process.
            return null;
        }
    }

    private GitopsException busy() {
        return new CacheUnusableException(
                "The Git cache " + folder + " has been in use by others for " + patience.toSeconds() + " s",
                "Try again; if it stays so, find the process that holds " + file,
                null);
    }
}
