package io.jenkins.plugins.gitops.pages.history;

import io.jenkins.plugins.gitops.engine.delivery.history.HistoryEntry;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.pages.delivery.DeliveryView;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Which commits of a branch are the rollbacks of deliveries that failed, made by these deliveries themselves. Both commits are
 * one delivery. A rollback on request is a delivery of its own.
 */
final class Rollbacks {

    /** How soon after the end of a failed delivery its own rollback begins. People take longer. */
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    private static final Set<Outcome> PUT_BACK = Set.of(Outcome.FAILED, Outcome.ABORTED);

    private final Map<DeployId, HistoryEntry> byForward = new HashMap<>();
    private final Set<DeployId> ofAnother = new HashSet<>();

    /**
     * @param newestFirst the deliveries of a branch
     * @param records the record that a delivery belongs to, where the viewer may read it; it counts more than what commits say
     */
    Rollbacks(List<HistoryEntry> newestFirst, Function<HistoryEntry, Optional<DeliveryView>> records) {
        Map<DeployId, HistoryEntry> byId = new HashMap<>();
        newestFirst.forEach(entry -> byId.put(entry.id(), entry));
        for (HistoryEntry entry : newestFirst) {
            entry.rollbackOf()
                    .map(byId::get)
                    .filter(forward -> isOfSameTarget(entry, forward) && belongs(entry, forward, records))
                    .ifPresent(forward -> byForward.put(forward.id(), entry));
        }
        byForward.values().forEach(entry -> ofAnother.add(entry.id()));
    }

    private static boolean isOfSameTarget(HistoryEntry back, HistoryEntry forward) {
        return !back.equals(forward)
                && back.application().equals(forward.application())
                && back.environment().equals(forward.environment());
    }

    private static boolean belongs(
            HistoryEntry back, HistoryEntry forward, Function<HistoryEntry, Optional<DeliveryView>> records) {
        return records.apply(forward)
                .map(view -> NamedBuilds.isRollback(view.record(), back))
                .or(() -> records.apply(back).map(view -> NamedBuilds.isRollback(view.record(), back)))
                .orElseGet(() -> isSaidToBelong(back, forward));
    }

    /** Where there is no record: the same build did both, or where no build did, the one followed the other at once. */
    private static boolean isSaidToBelong(HistoryEntry back, HistoryEntry forward) {
        boolean failed = forward.result()
                .flatMap(DeliveryResult::outcome)
                .filter(PUT_BACK::contains)
                .isPresent();
        return failed
                && back.build().equals(forward.build())
                && (forward.build().isPresent() || beganAtOnce(back, forward));
    }

    private static boolean beganAtOnce(HistoryEntry back, HistoryEntry forward) {
        Instant begun = back.id().requested();
        return forward.duration()
                .map(time -> forward.id().requested().plus(time).plus(AT_ONCE))
                .filter(begun::isBefore)
                .isPresent();
    }

    /** Whether it is listed as a part of the delivery that it put back. */
    boolean isOfAnother(HistoryEntry entry) {
        return ofAnother.contains(entry.id());
    }

    /** The rollback that belongs to a delivery. */
    Optional<HistoryEntry> of(HistoryEntry entry) {
        return Optional.ofNullable(byForward.get(entry.id()));
    }
}
