package io.jenkins.plugins.gitops.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What people see of environments. */
class StatusTextTest {

    @Test
    void a_wide_table_is_never_cut_so_nobody_asks_for_the_width() {
        AtomicInteger asked = new AtomicInteger();
        StatusText text = new StatusText(Instant.EPOCH, () -> {
            asked.incrementAndGet();
            return 20;
        });

        assertThat(text.wide(List.of())).hasSizeGreaterThan(100);
        assertThat(asked).hasValue(0);
        assertThat(text.of(List.of())).isNotEmpty();
        assertThat(asked).hasValue(1);
    }
}
