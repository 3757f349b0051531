package io.jenkins.plugins.gitops.engine.notification.outbox;

import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.notification.NotificationEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What one receiver is still to be told: a file of its own.
 *
 * @param format version of this file's format
 * @param created when it was put there
 * @param attempts how often it was tried
 * @param tried when it was tried last
 * @param pause how long after that it is tried again
 * @param why what became of the last try
 * @param origin who brought it, as a job by its name; absent where nobody is named
 */
record OutboxEntry(
        int format,
        NotificationEvent event,
        Instant created,
        int attempts,
        Optional<Instant> tried,
        Optional<Duration> pause,
        Optional<String> why,
        Optional<String> origin) {

    private static final int FORMAT = 1;

    /** Of a file; an event has at most some 100 KiB. */
    private static final long MOST_BYTES = 1024 * 1024;

    OutboxEntry {
        Objects.requireNonNull(event, "no event");
        Objects.requireNonNull(created, "no time");
        tried = Objects.requireNonNullElse(tried, Optional.empty());
        pause = Objects.requireNonNullElse(pause, Optional.empty());
        why = Objects.requireNonNullElse(why, Optional.empty());
        origin = Objects.requireNonNullElse(origin, Optional.empty());
    }

    static OutboxEntry of(NotificationEvent event, Optional<String> origin, Instant created) {
        return new OutboxEntry(FORMAT, event, created, 0, Optional.empty(), Optional.empty(), Optional.empty(), origin);
    }

    OutboxEntry failed(Instant at, Duration next, String reason) {
        return new OutboxEntry(
                format, event, created, attempts + 1, Optional.of(at), Optional.of(next), Optional.of(reason), origin);
    }

    /** How long until it may be tried; zero when it may be now. */
    Duration due(SteadyClock clock) {
        if (tried.isEmpty() || pause.isEmpty()) {
            return Duration.ZERO;
        }
        Duration left = pause.get().minus(clock.since(tried.get()));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** @throws IOException when it is none that this version reads */
    static OutboxEntry read(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException("too large");
        }
        try {
            OutboxEntry entry = RecordJson.MAPPER.readValue(Files.readAllBytes(file), OutboxEntry.class);
            if (entry.format() != FORMAT) {
                throw new IOException("of another format");
            }
            return entry;
        } catch (RuntimeException notOne) {
            throw new IOException(notOne);
        }
    }

    byte[] json() throws IOException {
        return RecordJson.MAPPER.writeValueAsBytes(this);
    }
}
