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
 * A bound on how much is asked of an API server at a time: the client library has no rate limit of its own. Threads end
 * when idle. A task must not call {@link #map} itself: it could wait for a thread that never comes.
 */
public final class RequestPool implements AutoCloseable {

    private static final int IDLE_SECONDS = 10;
    private static final int FEW = 32;
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
     * The results in the order of the input. The first failure in that order is thrown, and what has not begun by then
     * is left out.
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
            throw new IllegalStateException(failed.getCause());
        } finally {
            pending.forEach(each -> each.cancel(true));
        }
    }

    /**
     * As above for what deletes, few at a time, so that somebody can look in between whether it is still to go on.
     *
     * @param beforeSome called before every few; what it throws ends it
     */
    public <T, R> List<R> map(List<T> input, Function<T, R> work, Runnable beforeSome) {
        List<R> results = new ArrayList<>();
        RequestBatches.of(input, FEW).forEach(some -> {
            beforeSome.run();
            results.addAll(map(some, work));
        });
        return results;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
