package io.jenkins.plugins.gitops.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** What comes true in the background. */
final class Eventually {

    private static final Duration LONG = Duration.ofMinutes(3);

    private Eventually() {}

    /** Asks again and again; what it was when it came true. */
    static <T> T when(Callable<T> asked, Predicate<T> wanted) throws Exception {
        Instant end = Instant.now().plus(LONG);
        T now = asked.call();
        while (!wanted.test(now)) {
            assertThat(Instant.now()).as(() -> "still waiting").isBefore(end);
            Thread.sleep(200);
            now = asked.call();
        }
        return now;
    }
}
