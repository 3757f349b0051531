package io.jenkins.plugins.gitops.engine.cluster.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Limits how many requests one API server gets at a time: the client library has no limit of its own. Idle threads end.
 * A task must not call {@link #map} itself: it could wait for a thread that never becomes free.
 */
public final class RequestPool implements AutoCloseable {

    private static final int IDLE_SECONDS = 10;
    private static final int BATCH = 32;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final ThreadPoolExecutor threads;

    RequestPool(int most) {
        threads = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "gitops-cluster-" + COUNT.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * The results in the order of the input. The first failure in that order is thrown, and tasks that have not begun are
     * cancelled.
     */
    public <T, R> List<R> map(Collection<T> input, Function<T, R> work) {
        List<Future<R>> pending = new ArrayList<>();
        for (T each : input) {
            pending.add(threads.submit(() -> work.apply(each)));
        }
        try {
            List<R> results = new ArrayList<>();
            for (Future<R> each : pending) {
                results.add(each.get());
            }
            return results;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw ApiServer.interrupted(stopped);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException known) {
                throw known;
            }
            if (failed.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(failed.getCause());
        } finally {
            pending.forEach(each -> each.cancel(true));
        }
    }

    /**
     * The same in batches of 32, for deletions: between two batches the caller can check whether to go on.
     *
     * @param beforeBatch called before each batch; what it throws ends the work
     */
    public <T, R> List<R> map(List<T> input, Function<T, R> work, Runnable beforeBatch) {
        List<R> results = new ArrayList<>();
        RequestBatches.of(input, BATCH).forEach(some -> {
            beforeBatch.run();
            results.addAll(map(some, work));
        });
        return results;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
