package io.jenkins.plugins.gitops.engine.git.transfer;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Talks to a server on a thread of its own, so that whoever asked is free when the time is over. The JDK's HTTP client
 * cannot always be cut off: while it reads the frame of a chunk byte by byte, it holds the lock that closing needs.
 */
public final class TalkThread {

    private static final Duration LOOK = Duration.ofMillis(500);

    /** How long a connection that was cut may take to end what uses it. */
    private static final int LOOKS_AFTER_CUT = 4;

    private TalkThread() {}

    /** The thread was left behind; it ends when the server lets go. */
    public static final class LeftBehind extends IOException {

        private static final long serialVersionUID = 1L;
    }

    /**
     * The work's result, or what it throws. An interruption is passed on to the work, which is waited for all the same.
     *
     * @param cut whether the connection was cut off
     * @throws LeftBehind when the work does not end after that
     */
    public static <T> T result(Callable<T> work, BooleanSupplier cut) throws IOException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, Thread.currentThread().getName() + ", Git");
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        int left = LOOKS_AFTER_CUT;
        try {
            while (true) {
                try {
                    return task.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException goesOn) {
                    left -= cut.getAsBoolean() ? 1 : 0;
                    if (left <= 0) {
                        throw new LeftBehind();
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                    thread.interrupt();
                }
            }
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static IOException thrown(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return cause instanceof IOException failure ? failure : new IOException(cause);
    }
}
