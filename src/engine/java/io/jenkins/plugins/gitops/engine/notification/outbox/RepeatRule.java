package io.jenkins.plugins.gitops.engine.notification.outbox;

import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.record.ShortReason;
import io.jenkins.plugins.gitops.engine.notification.EventKind;
import io.jenkins.plugins.gitops.engine.notification.NotificationEvent;
import io.jenkins.plugins.gitops.engine.notification.ReceiverMemory;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is the same again: the same kind of trouble of the same application and environment for the same cause, within a day, and
 * nothing good since; of a drift, while it lasts. The cause is the object that failed with its reason; where none is named, the
 * reason's first line without its digits. That of drift is the first line as it is: it has the places.
 */
final class RepeatRule {

    /** Then it is told again, as somebody may have forgotten it. */
    static final Duration QUIET = Duration.ofDays(1);

    private static final int LONGEST = 300;
    private static final String BETWEEN = "\n";

    private RepeatRule() {}

    static boolean isRepeat(NotificationEvent event, ReceiverMemory memory, SteadyClock clock) {
        if (!event.kind().isTrouble()) {
            return false;
        }
        String[] last = memory.get(key(event)).orElse("").split(BETWEEN, 2);
        return last.length == 2
                && last[1].equals(cause(event))
                && time(last[0])
                        .filter(at -> clock.since(at).compareTo(QUIET) < 0)
                        .isPresent();
    }

    /** After it was told. A repeat does not begin the day anew. */
    static void told(NotificationEvent event, boolean repeat, ReceiverMemory memory, SteadyClock clock) {
        if (event.kind().isGood()) {
            for (EventKind kind : EventKind.values()) {
                if (kind.isTrouble()) {
                    memory.put(key(event, kind), "");
                }
            }
        } else if (event.kind() == EventKind.DRIFT_ENDED) {
            memory.put(key(event, EventKind.DRIFT), "");
        } else if (event.kind().isTrouble() && !repeat) {
            memory.put(key(event), clock.start() + BETWEEN + cause(event));
        }
    }

    private static String key(NotificationEvent event) {
        return key(event, event.kind());
    }

    private static String key(NotificationEvent event, EventKind kind) {
        return "repeat:" + event.target().application() + "/" + event.target().environment() + ":" + kind.word();
    }

    private static String cause(NotificationEvent event) {
        if (event.kind() == EventKind.DRIFT) {
            return ShownText.line(
                    event.failure()
                            .map(failure -> ShortReason.of(failure.reason()))
                            .orElse(""),
                    LONGEST);
        }
        String cause = event.failure()
                .map(failure -> failure.object()
                        .map(object -> object.name() + ": " + object.cause())
                        .orElseGet(() -> withoutDigits(ShortReason.of(failure.reason()))))
                .orElse("");
        return ShownText.line(cause, LONGEST);
    }

    private static String withoutDigits(String text) {
        StringBuilder rest = new StringBuilder();
        text.chars().filter(character -> !Character.isDigit(character)).forEach(rest::appendCodePoint);
        return rest.toString();
    }

    private static Optional<Instant> time(String written) {
        try {
            return Optional.of(Instant.parse(written));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }
}
