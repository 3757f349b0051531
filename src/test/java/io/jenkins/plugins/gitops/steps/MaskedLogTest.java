package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.access.RegistryAccess;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a builder prints, on its way to the build's log. */
class MaskedLogTest {

    private static final String PASSWORD = "pa55/word+1";
    private static final int KEPT = 64 * 1024;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void a_line_that_does_not_end_is_cut_and_not_held_in_memory() throws Exception {
        CountingLog log = new CountingLog();
        MaskedLog masked = new MaskedLog(log, Optional.empty());
        byte[] chunk = new byte[1 << 20];
        Arrays.fill(chunk, (byte) 'x');
        for (int i = 0; i < 3 * 1024; i++) {
            masked.write(chunk, 0, chunk.length);
        }
        masked.write("\nnext\n".getBytes(StandardCharsets.UTF_8));

        assertThat(log.text())
                .endsWith("x... (a line of 3221225473 bytes)\nnext\n")
                .hasSizeLessThan(KEPT + 100);
    }

    @Test
    void what_is_printed_byte_by_byte_is_the_same() throws Exception {
        String text = "one\n" + "y".repeat(KEPT - 1) + "\n" + "z".repeat(KEPT) + "\nlast";
        MaskedLog masked = masked();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            masked.write(each);
        }
        masked.forceEol();
        masked.forceEol();

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        "one\n" + "y".repeat(KEPT - 1) + "\n" + "z".repeat(KEPT) + "... (a line of 65537 bytes)\nlast");
    }

    @Test
    void no_part_of_a_password_stays_where_a_line_is_cut() throws Exception {
        for (int before = KEPT - PASSWORD.length() - 1; before <= KEPT; before++) {
            printed.reset();
            MaskedLog masked = masked();
            masked.write(("x".repeat(before) + PASSWORD + "y".repeat(before) + PASSWORD + "\n")
                    .getBytes(StandardCharsets.UTF_8));

            assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain("pa");
        }
        MaskedLog masked = masked();
        masked.write((PASSWORD.repeat(KEPT) + "\n").getBytes(StandardCharsets.UTF_8));
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("********")
                .doesNotContain("pa");
    }

    private MaskedLog masked() {
        return new MaskedLog(
                printed,
                Optional.of(
                        new RegistryAccess("registry.example", false, Optional.of("jenkins"), Optional.of(PASSWORD))));
    }

    /** A build's log, which is on the disk. */
    private static final class CountingLog extends OutputStream {

        private final ByteArrayOutputStream last = new ByteArrayOutputStream();

        @Override
        public void write(int one) {
            last.write(one);
        }

        String text() {
            return last.toString(StandardCharsets.UTF_8);
        }
    }
}
