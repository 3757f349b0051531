package io.jenkins.plugins.gitops.engine.parts;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EventuallyTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    @Test
    void a_failure_says_what_was_waited_for_and_the_value_seen_last() {
        assertThatThrownBy(() -> eventually("the light is green").atMost(SHORT).until(() -> "amber", "green"::equals))
                .hasMessageContaining("the light is green")
                .hasMessageContaining("amber");
    }

    @Test
    void or_the_assertion_that_failed_last() {
        assertThatThrownBy(() -> eventually("the light is green").atMost(SHORT).untilAsserted(() -> assertThat("amber")
                        .isEqualTo("green")))
                .hasMessageContaining("the light is green")
                .hasMessageContaining("amber");
    }
}
