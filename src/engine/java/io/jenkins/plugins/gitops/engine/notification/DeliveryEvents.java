package io.jenkins.plugins.gitops.engine.notification;

import io.jenkins.plugins.gitops.engine.delivery.record.BroughtCommits;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveredCommit;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildLink;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The events of a delivery, by its record: its start, and exactly one for its end. */
public final class DeliveryEvents {

    private DeliveryEvents() {}

    public static NotificationEvent started(DeployRecord record) {
        return event(record, EventKind.STARTED, record.started(), Optional.empty(), SinceHealthy.UNKNOWN, List.of());
    }

    /**
     * The end of a record that has ended.
     *
     * @param since what was before it; the record's own commits count more, where it has them
     */
    public static NotificationEvent ended(DeployRecord record, SinceHealthy since) {
        DeliveryEnding ending = record.ending().orElseThrow();
        EventKind kind = kind(record, ending, since);
        Optional<NotificationEvent.Failure> failure = kind.isGood()
                ? Optional.empty()
                : Optional.of(NotificationEvent.Failure.of(ending.reason(), ending.remedy()));
        return event(record, kind, ending.at(), failure, since, next(record, ending, kind));
    }

    private static EventKind kind(DeployRecord record, DeliveryEnding ending, SinceHealthy since) {
        if (ending.rolledBack()) {
            return EventKind.ROLLED_BACK;
        }
        boolean committed = record.commit().isPresent();
        return switch (ending.outcome()) {
            case HEALTHY -> since.wasHealthy() ? EventKind.HEALTHY : EventKind.RECOVERED;
            case FAILED, UNKNOWN -> EventKind.FAILED;
            case ABORTED -> committed ? EventKind.FAILED : EventKind.NOT_DELIVERED;
            case REFUSED -> ending.held() ? EventKind.HELD : EventKind.NOT_DELIVERED;
            case SUPERSEDED -> EventKind.NOT_DELIVERED;
        };
    }

    private static List<NextStep> next(DeployRecord record, DeliveryEnding ending, EventKind kind) {
        return switch (kind) {
            case ROLLED_BACK, HELD -> List.of(NextStep.MEND, NextStep.RELEASE_HOLD);
            case FAILED -> {
                if (ending.outcome() == Outcome.UNKNOWN) {
                    yield List.of(NextStep.RESUME);
                }
                yield record.request().kind() == DeliveryKind.ROLLBACK
                        ? List.of(NextStep.MEND)
                        : List.of(NextStep.MEND, NextStep.ROLL_BACK);
            }
            default -> List.of();
        };
    }

    /** One for both good ends: what was before is not known to all who may tell it, and each delivery is told of once. */
    private static EventKind end(EventKind kind) {
        return kind == EventKind.RECOVERED ? EventKind.HEALTHY : kind;
    }

    /** It may be taken up, and then end as failed: that is another event. */
    private static boolean isUnknown(DeployRecord record) {
        return record.ending()
                .filter(ending -> ending.outcome() == Outcome.UNKNOWN)
                .isPresent();
    }

    private static NotificationEvent event(
            DeployRecord record,
            EventKind kind,
            Instant at,
            Optional<NotificationEvent.Failure> failure,
            SinceHealthy since,
            List<NextStep> next) {
        BroughtCommits brought = record.brought().orElse(since.brought());
        return new NotificationEvent(
                record.id() + "-"
                        + (isUnknown(record)
                                ? Outcome.UNKNOWN.word()
                                : end(kind).word()),
                kind,
                at,
                record.request().target(),
                Optional.of(delivery(record)),
                Optional.empty(),
                failure,
                brought.commits().stream().map(DeliveryEvents::masked).toList(),
                brought.cut(),
                brought.more(),
                brought.uncounted(),
                brought.first(),
                next);
    }

    private static DeliveredCommit masked(DeliveredCommit commit) {
        return new DeliveredCommit(
                commit.revision(), commit.author(), commit.committed(), MaskedLines.masked(commit.subject()));
    }

    private static NotificationEvent.Delivery delivery(DeployRecord record) {
        DeployRequest request = record.request();
        return new NotificationEvent.Delivery(
                record.id(),
                request.kind(),
                record.ending().map(DeliveryEnding::outcome),
                record.forward().images().stream().map(ImageReference::toString).toList(),
                request.remote().url(),
                request.remote().branch(),
                record.commit(),
                record.back().flatMap(back -> back.writing().commit()),
                source(record),
                request.build().map(BuildLink::url),
                request.author(),
                record.started(),
                record.ending().map(DeliveryEnding::at),
                Optional.empty());
    }

    /** The attempt's own, where it knows one: a rollback by hand delivers an earlier source. */
    private static Optional<DeliverySource> source(DeployRecord record) {
        return record.request().source().or(record.forward()::source);
    }
}
