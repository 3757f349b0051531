package io.jenkins.plugins.gitops.engine.git.remote;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying again: twice as long each time up to a limit, and each wait cut by chance to between
 * half and all of it, so that writers that collided once do not collide again. A value.
 *
 * @param attempts how often may be tried in all, the first included
 */
public record Backoff(Duration first, Duration longest, int attempts) {

    /** From 250 ms to 8 s, ten attempts: about half a minute in all. */
    public static final Backoff USUAL = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(8), 10);

    /** @throws IllegalArgumentException when a wait is not positive, or nothing may be tried */
    public Backoff {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0 || attempts < 1) {
            throw new IllegalArgumentException("Not a back-off: " + first + ", " + longest + ", " + attempts);
        }
    }

    /** Waits; false when the thread is interrupted meanwhile, which it stays. */
    public static boolean sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * The wait after so many failed attempts; empty when they are used up.
     *
     * @param failed counted from 1
     */
    public Optional<Duration> after(int failed, RandomGenerator chance) {
        if (failed >= attempts) {
            return Optional.empty();
        }
        int doublings = Math.min(Math.max(failed - 1, 0), 30);
        long full = Math.min(longest.toMillis(), first.toMillis() << doublings);
        return Optional.of(Duration.ofMillis(full - chance.nextLong(full / 2 + 1)));
    }
}
