package io.jenkins.plugins.gitops.engine.cluster.logs;

import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiServer;
import io.jenkins.plugins.gitops.engine.cluster.api.SecretMask;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The log of one container, as it comes; opened again, it goes on behind the last line that came. */
final class LogStream {

    /** {@code 2026-11-27T01:02:03.123456789+00:00}. */
    private static final int LONGEST_TIME = 40;

    /** What was written is there to be sent: a connection that brings nothing for so long is a broken one. */
    private static final Duration LONGEST_IDLE = Duration.ofMinutes(1);

    private final ApiServer server;
    private final LogSource source;
    private final Consumer<LogLine> lines;
    private volatile Optional<Instant> last = Optional.empty();

    LogStream(ApiServer server, LogSource source, Consumer<LogLine> lines) {
        this.server = server;
        this.source = source;
        this.lines = lines;
    }

    /** Whether it is known where to go on. */
    boolean knowsItsPlace() {
        return last.isPresent();
    }

    CompletableFuture<ApiAnswer> open(LogOptions options, boolean follow) {
        ApiCall log = ApiCall.get(ApiResource.POD.path(source.namespace(), source.pod()) + "/log")
                .with("container", source.container());
        Optional<Instant> before = last;
        ApiCall call = before.map(time -> log.with("timestamps", "true")
                        .with("sinceTime", time.truncatedTo(ChronoUnit.SECONDS).toString()))
                .orElseGet(() -> options.on(log));
        return follow
                ? server.lines(call.with("follow", "true"), Optional.empty(), line -> take(line, before))
                : server.lines(call, Optional.of(LONGEST_IDLE), line -> take(line, before));
    }

    /** @param before what came until then is not handed on again */
    private void take(String line, Optional<Instant> before) {
        int blank = line.indexOf(' ');
        Optional<Instant> time = blank > 0 && blank <= LONGEST_TIME ? time(line.substring(0, blank)) : Optional.empty();
        if (time.isPresent() && before.isPresent() && !time.get().isAfter(before.get())) {
            return;
        }
        time.ifPresent(written -> last = time);
        lines.accept(new LogLine(source, time, SecretMask.mask(time.isPresent() ? line.substring(blank + 1) : line)));
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException none) {
            return Optional.empty();
        }
    }
}
