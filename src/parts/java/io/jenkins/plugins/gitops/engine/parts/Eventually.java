package io.jenkins.plugins.gitops.engine.parts;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * Waits, with a limit, for what happens in the background: {@code eventually("the pod is gone").until(...)}. A failure
 * says what was waited for and what was seen last. So prefer a value with a predicate, or {@code untilAsserted}, to a
 * condition that is just false.
 */
public final class Eventually {

    /**
     * Long, for a machine that others use too: only a failure takes so long. Where a limit belongs to the behaviour, the
     * test says it with {@code atMost}.
     */
    public static final Duration LIMIT = Duration.ofMinutes(5);

    private static final Duration INTERVAL = Duration.ofMillis(100);

    private Eventually() {}

    /**
     * To be ended with one of {@code until...}. It asks in the caller's thread, because Jenkins ties rights to it, and
     * takes no notice of what other threads throw: servers in the same process lose connections on purpose.
     *
     * @param what is waited for
     */
    public static ConditionFactory eventually(String what) {
        return Awaitility.await(what)
                .pollInSameThread()
                .dontCatchUncaughtExceptions()
                .pollDelay(Duration.ZERO)
                .pollInterval(INTERVAL)
                .atMost(LIMIT);
    }

    /** What it comes to, within {@link #LIMIT}. */
    public static <T> T get(Future<T> future) throws ExecutionException, InterruptedException {
        try {
            return future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("Not done after %s: %s".formatted(LIMIT, future), e);
        }
    }

    /** Kills a process (SIGKILL), and waits until it is gone. */
    public static void kill(ProcessHandle process) {
        process.destroyForcibly();
        eventually(process + " is gone").until(() -> !process.isAlive());
    }

    /** The exit code of a process that ends within {@link #LIMIT}. One that does not is killed. */
    public static int exitCode(Process process) throws InterruptedException {
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("Did not end within %s: %s"
                    .formatted(LIMIT, process.info().commandLine().orElse(process.toString())));
        }
        return process.exitValue();
    }
}
