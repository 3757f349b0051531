package io.jenkins.plugins.gitops.deliveries;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs the removals of this controller, on the threads and with the turns of its deliveries. Whose turn it is,
 * {@link DeliveryQueue} says.
 */
final class RemovalRunner {

    /** How often a removal that waits for its turn asks again. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private final ScheduledExecutorService pool;
    private final ServerTurns turns;
    private final DeliveryQueue queue;
    private final Consumer<ActiveDelivery> next;

    /** @param next is given the deliveries that waited for a removal which has ended */
    RemovalRunner(
            ScheduledExecutorService pool, ServerTurns turns, DeliveryQueue queue, Consumer<ActiveDelivery> next) {
        this.pool = pool;
        this.turns = turns;
        this.queue = queue;
        this.next = next;
    }

    /** At once, or when it is its turn. */
    void begin(ActiveRemoval removal) {
        queue.add(removal);
        await(removal);
    }

    /** At once while it waits, or before its next push or deletion. */
    void stop(ActiveRemoval removal, String who) {
        removal.stop(who);
        pool.execute(() -> endStopped(removal));
    }

    private boolean endStopped(ActiveRemoval removal) {
        boolean ended = removal.endStopped();
        if (ended) {
            queue.end(removal).forEach(next);
        }
        return ended;
    }

    private void await(ActiveRemoval removal) {
        if (endStopped(removal)) {
            return;
        }
        Optional<String> awaited = queue.claim(removal);
        if (awaited.isEmpty()) {
            workNow(removal);
        } else {
            removal.waitFor(awaited.get());
            later(ASK_AGAIN, () -> await(removal));
        }
    }

    private void workNow(ActiveRemoval removal) {
        turns.run(removal.turns(), () -> work(removal));
    }

    private void work(ActiveRemoval removal) {
        Optional<Duration> pause = Optional.empty();
        try {
            pause = removal.advance(pool::isShutdown);
        } finally {
            if (pause.isEmpty()) {
                queue.end(removal).forEach(next);
            }
        }
        pause.ifPresent(time -> later(time, () -> workNow(removal)));
    }

    private void later(Duration pause, Runnable work) {
        pool.schedule(work, pause.toMillis(), TimeUnit.MILLISECONDS);
    }
}
