package io.jenkins.plugins.gitops.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The time. Two clocks, as one of them may be set at any moment, by a day too: the wall clock says when something happened,
 * for people and for other machines; how long something takes is measured by a clock that only goes forward. Every time
 * limit and every duration comes from {@link #since}. Thread-safe.
 *
 * <p>A process knows how long ago an instant was once it has named it by {@link #start}, or asked for it. What an earlier
 * process wrote down is measured by the wall clock at the first question, and from then on steadily: an instant that is in
 * the future then, as the clock was put back, counts as now.
 */
public final class SteadyClock implements InstantSource {

    /** This machine's clocks. */
    public static final SteadyClock SYSTEM = new SteadyClock(Clock.systemUTC(), System::nanoTime);

    /** Far more than what is under way at once; about 150 bytes each. */
    private static final int MOST_STARTS = 20_000;

    /** Nanoseconds of three centuries do not fit a long. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final InstantSource wall;
    private final LongSupplier nanos;
    /** What the steady clock showed at an instant; those that nobody asks for any more go first. */
    private final Map<Instant, Long> starts = NewestKept.byAccess(() -> MOST_STARTS);

    /** @param nanos a clock that only goes forward, as {@link System#nanoTime} */
    public SteadyClock(InstantSource wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
    }

    /** What the wall clock shows: to be told and written down, never to be calculated with. */
    @Override
    public Instant instant() {
        return wall.instant();
    }

    /** The same in whole milliseconds, as the beginning of something: {@link #since} it is steady from now on. */
    public Instant start() {
        Instant now = instant().truncatedTo(ChronoUnit.MILLIS);
        synchronized (starts) {
            starts.put(now, nanos.getAsLong());
        }
        return now;
    }

    /** How long ago something began; never negative. */
    public Duration since(Instant start) {
        synchronized (starts) {
            long now = nanos.getAsLong();
            long then = starts.computeIfAbsent(start, unknown -> now - byTheWall(start));
            return Duration.ofNanos(Math.max(0, now - then));
        }
    }

    private long byTheWall(Instant start) {
        Duration ago = between(start, instant());
        return (ago.compareTo(LONGEST) < 0 ? ago : LONGEST).toNanos();
    }

    /**
     * From one instant to another by what was written down of both, perhaps by two machines whose clocks differ; never
     * negative.
     */
    public static Duration between(Instant start, Instant end) {
        return end.isAfter(start) ? Duration.between(start, end) : Duration.ZERO;
    }
}
