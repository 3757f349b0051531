package io.jenkins.plugins.gitops.engine.notification.outbox;

import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.cluster.drift.ObjectDrift;
import io.jenkins.plugins.gitops.engine.delivery.DriftReport;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftChange;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftEvents;
import io.jenkins.plugins.gitops.engine.delivery.drift.StandingDrift;
import io.jenkins.plugins.gitops.engine.notification.EventKind;
import io.jenkins.plugins.gitops.engine.notification.NextStep;
import io.jenkins.plugins.gitops.engine.notification.NotificationEvent;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes events of what a watch of drift sees, for an outbox: one event a look, however many fields are new. What cannot be compared, and
 * what a self-heal does, is for the watch's own log. For one watched environment, and one thread at a time.
 */
public final class DriftNotifier implements DriftEvents {

    /** The first line tells one drift from another, for who is told only once. */
    private static final int LONGEST_FIRST_LINE = 250;

    private final Consumer<NotificationEvent> outbox;
    private DriftReport told;

    /** @param outbox gets them */
    public DriftNotifier(Consumer<NotificationEvent> outbox) {
        this.outbox = outbox;
    }

    @Override
    public void changed(DriftReport report, DriftChange change) {
        if (report == told) {
            return;
        }
        if (report.drift().found()) {
            put(
                    EventKind.DRIFT,
                    "drift",
                    report,
                    change.at(),
                    places(report) + "\n" + report.drift().text());
        } else if (report.drift().problems().isEmpty()) {
            put(EventKind.DRIFT_ENDED, "drift-ended", report, change.at(), "");
        }
        told = report;
    }

    @Override
    public void givenUp(DriftReport report, StandingDrift drift, String text, Instant now) {
        String first = firstLine(text);
        put(EventKind.DRIFT, "given-up", report, now, first.equals(text) ? text : first + "\n" + text);
    }

    private void put(EventKind kind, String what, DriftReport report, Instant at, String reason) {
        outbox.accept(NotificationEvent.of(
                kind,
                report.delivery() + "-" + what + "-" + at.toEpochMilli(),
                at,
                report.target(),
                reason,
                kind == EventKind.DRIFT ? List.of(NextStep.SYNC) : List.of()));
    }

    private static String places(DriftReport report) {
        return firstLine(report.drift().objects().stream()
                .flatMap(DriftNotifier::places)
                .sorted()
                .collect(Collectors.joining(", ")));
    }

    /** Two texts have the same one only when they are the same. */
    static String firstLine(String text) {
        return ShownText.distinct(text, LONGEST_FIRST_LINE);
    }

    private static Stream<String> places(ObjectDrift object) {
        return object.fields().isEmpty()
                ? Stream.of(object.ref().toString())
                : object.fields().stream().map(field -> object.ref() + " " + field.path());
    }
}
