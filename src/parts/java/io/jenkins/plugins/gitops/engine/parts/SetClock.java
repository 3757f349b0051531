package io.jenkins.plugins.gitops.engine.parts;

import io.jenkins.plugins.gitops.engine.SteadyClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/** A machine's clocks as a test wants them: time passes at a word, and somebody sets the wall clock. */
public final class SetClock {

    private final InstantSource wall;
    private final LongSupplier nanos;
    private final SteadyClock clock = process();
    private volatile Duration passed = Duration.ZERO;
    private volatile Duration set = Duration.ZERO;

    private SetClock(InstantSource wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
    }

    /** As this machine's. */
    public static SetClock running() {
        return new SetClock(Clock.systemUTC(), System::nanoTime);
    }

    /** Time passes at a word only. */
    public static SetClock standing() {
        return new SetClock(Clock.fixed(Instant.parse("2026-11-20T10:00:00Z"), ZoneOffset.UTC), () -> 0);
    }

    /** The clock of the process under test. */
    public SteadyClock clock() {
        return clock;
    }

    /** The clock of another process on this machine, as after a restart. */
    public SteadyClock process() {
        return new SteadyClock(() -> wall.instant().plus(passed).plus(set), () -> nanos.getAsLong() + passed.toNanos());
    }

    /** So much time is over now. */
    public void pass(Duration time) {
        passed = passed.plus(time);
    }

    /** The wall clock is put forward, or back where it is negative. */
    public void set(Duration step) {
        set = set.plus(step);
    }
}
