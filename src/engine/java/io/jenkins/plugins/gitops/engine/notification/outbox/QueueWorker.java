package io.jenkins.plugins.gitops.engine.notification.outbox;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The thread that tells one receiver, so that one that hangs holds up no other. */
final class QueueWorker implements Runnable {

    /** How often the folder is looked at without a word: other processes put things there too. */
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final ReceiverQueue queue;
    private final Consumer<GitopsException> warnings;
    private final Thread thread;
    private boolean asked = true;
    private boolean working = true;
    private boolean stopped;
    private Optional<Duration> pause = Optional.empty();

    QueueWorker(ReceiverQueue queue, Consumer<GitopsException> warnings) {
        this.queue = queue;
        this.warnings = warnings;
        this.thread = new Thread(this, "gitops notifications to " + queue.name());
        thread.setDaemon(true);
    }

    ReceiverQueue queue() {
        return queue;
    }

    void start() {
        thread.start();
    }

    /** Looks at the folder soon. */
    synchronized void wake() {
        asked = true;
        notifyAll();
    }

    void stop() {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        thread.interrupt();
    }

    @Override
    public void run() {
        try {
            while (begin()) {
                rest(work());
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean begin() {
        asked = false;
        working = true;
        return !stopped;
    }

    private Optional<Duration> work() {
        try {
            return queue.work();
        } catch (IOException | RuntimeException e) {
            if (isStopped()) {
                // A file that is written when the thread is interrupted stays as it was.
                return Optional.of(IDLE);
            }
            warnings.accept(new GitopsException(
                    "The outbox of the receiver '" + queue.name() + "' cannot be used: " + e.getMessage(),
                    "See that its disk is there and that this user may write to it",
                    e));
            return Optional.of(IDLE);
        }
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private synchronized void rest(Optional<Duration> next) throws InterruptedException {
        working = false;
        pause = next;
        notifyAll();
        if (!asked && !stopped) {
            wait(Math.max(1, next.orElse(IDLE).toMillis()));
        }
    }

    /** Waits until nothing is left, or what is left is not due within that time. */
    synchronized void settle(long untilNanos) throws InterruptedException {
        while (!stopped) {
            long left = TimeUnit.NANOSECONDS.toMillis(untilNanos - System.nanoTime());
            boolean nothingSoon = !asked
                    && !working
                    && pause.filter(next -> next.toMillis() <= left).isEmpty();
            if (left <= 0 || nothingSoon) {
                return;
            }
            wait(left);
        }
    }
}
