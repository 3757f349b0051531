package io.jenkins.plugins.gitops.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.parts.SetClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long something took, whatever somebody does to the wall clock meanwhile. */
class SteadyClockTest {

    private static final Duration DAY = Duration.ofDays(1);

    private final SetClock machine = SetClock.standing();
    private final SteadyClock clock = machine.clock();

    @ParameterizedTest
    @ValueSource(strings = {"PT24H", "PT-24H", "PT0.001S", "PT0S"})
    void a_wall_clock_that_is_set_changes_no_duration(Duration step) {
        Instant start = clock.start();
        machine.pass(Duration.ofSeconds(7));
        machine.set(step);
        machine.pass(Duration.ofSeconds(2));

        assertThat(clock.since(start)).isEqualTo(Duration.ofSeconds(9));
        assertThat(clock.instant()).isEqualTo(start.plusSeconds(9).plus(step));
    }

    @Test
    void what_an_earlier_process_wrote_down_is_measured_by_the_wall_clock_at_first_and_steadily_then() {
        Instant start = clock.start();
        machine.pass(Duration.ofSeconds(7));
        SteadyClock after = machine.process();

        assertThat(after.since(start)).isEqualTo(Duration.ofSeconds(7));
        machine.set(DAY);
        machine.pass(Duration.ofSeconds(1));
        assertThat(after.since(start)).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void what_is_in_the_future_after_a_restart_counts_from_the_first_question_on() {
        Instant start = clock.start();
        machine.set(DAY.negated());
        SteadyClock after = machine.process();

        assertThat(after.since(start)).isZero();
        machine.pass(Duration.ofSeconds(3));
        assertThat(after.since(start)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void two_starts_at_the_same_time_of_a_clock_that_was_put_back_give_no_day_too_much() {
        Instant before = clock.start();
        machine.pass(DAY);
        machine.set(DAY.negated());
        Instant again = clock.start();

        assertThat(again).isEqualTo(before);
        assertThat(clock.since(again)).isZero();
    }

    @Test
    void times_from_the_ends_of_the_calendar_overflow_nothing() {
        assertThat(clock.since(Instant.MAX)).isZero();
        assertThat(clock.since(Instant.MIN)).isGreaterThan(DAY.multipliedBy(36_000));
        assertThat(SteadyClock.between(Instant.MAX, Instant.MIN)).isZero();
    }

    @Test
    void much_more_than_is_under_way_at_once_does_not_fill_the_memory_and_what_is_asked_for_stays() {
        Instant start = clock.start();
        machine.set(DAY);
        for (int i = 0; i < 100_000; i++) {
            machine.pass(Duration.ofMillis(1));
            clock.start();
            if (i % 1000 == 0) {
                clock.since(start);
            }
        }

        assertThat(clock.since(start)).isEqualTo(Duration.ofSeconds(100));
    }
}
