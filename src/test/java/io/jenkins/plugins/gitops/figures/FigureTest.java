package io.jenkins.plugins.gitops.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Numbers of the page and of its {@code api/json}. */
class FigureTest {

    @Test
    void a_time_that_a_commit_makes_up_is_the_largest_number_instead_of_an_error() {
        assertThat(Figure.millis(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
        assertThat(Figure.millis(Duration.ofSeconds(Long.MAX_VALUE / 1000))).isEqualTo(Long.MAX_VALUE);
        assertThat(Figure.millis(Duration.ofMillis(1234))).isEqualTo(1234);
    }
}
