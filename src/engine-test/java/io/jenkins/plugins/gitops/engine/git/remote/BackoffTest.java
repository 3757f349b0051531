package io.jenkins.plugins.gitops.engine.git.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Backoff FROM_250_MS = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(2), 50);

    @Test
    void each_wait_is_between_half_and_all_of_a_doubled_and_capped_time() {
        for (int failed = 1; failed < 50; failed++) {
            long full = Math.min(2000, 250L << Math.min(failed - 1, 10));
            assertThat(FROM_250_MS
                            .after(failed, new Random(failed))
                            .orElseThrow()
                            .toMillis())
                    .isBetween(full / 2, full);
        }
    }

    @Test
    void two_writers_wait_differently_long() {
        Random chance = new Random(1);
        assertThat(IntStream.range(0, 20)
                        .mapToObj(i -> FROM_250_MS.after(3, chance))
                        .distinct())
                .hasSizeGreaterThan(10);
    }

    @Test
    void there_is_no_wait_after_the_last_attempt() {
        assertThat(new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), 3).after(3, new Random()))
                .isEmpty();
    }
}
