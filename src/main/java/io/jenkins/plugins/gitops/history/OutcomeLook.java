package io.jenkins.plugins.gitops.history;

import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** How an outcome looks: the word, and Jenkins' own status symbol with its colours. */
record OutcomeLook(String symbol, Supplier<String> word) {

    private static final OutcomeLook RUNNING =
            new OutcomeLook("symbol-status-blue-anime", () -> Messages.OutcomeLook_running());
    private static final OutcomeLook ROLLING_BACK =
            new OutcomeLook("symbol-status-red-anime", () -> Messages.OutcomeLook_rollingBack());
    private static final OutcomeLook ROLLED_BACK =
            new OutcomeLook("symbol-status-red", () -> Messages.OutcomeLook_rolledBack());

    private static final Map<Outcome, OutcomeLook> ENDED = Map.of(
            Outcome.HEALTHY, new OutcomeLook("symbol-status-blue", () -> Messages.OutcomeLook_healthy()),
            Outcome.FAILED, new OutcomeLook("symbol-status-red", () -> Messages.OutcomeLook_failed()),
            Outcome.SUPERSEDED, new OutcomeLook("symbol-status-nobuilt", () -> Messages.OutcomeLook_superseded()),
            Outcome.REFUSED, new OutcomeLook("symbol-status-red", () -> Messages.OutcomeLook_refused()),
            Outcome.ABORTED, new OutcomeLook("symbol-status-aborted", () -> Messages.OutcomeLook_aborted()),
            Outcome.UNKNOWN, new OutcomeLook("symbol-status-yellow", () -> Messages.OutcomeLook_unknown()));

    private static final OutcomeLook COMMITTED =
            new OutcomeLook("symbol-status-nobuilt", () -> Messages.OutcomeLook_committed());

    /** How far a removal got is in the cluster alone. */
    static final OutcomeLook REMOVED = new OutcomeLook("symbol-status-disabled", () -> Messages.OutcomeLook_removed());

    /** Of a delivery that only its branch tells of; nobody may have said yet how it ended. */
    static OutcomeLook of(Optional<DeliveryResult> result) {
        return result.filter(DeliveryResult::rolledBack)
                .map(back -> ROLLED_BACK)
                .or(() -> result.flatMap(DeliveryResult::outcome).map(ENDED::get))
                .orElse(COMMITTED);
    }

    static OutcomeLook of(DeployRecord record) {
        return record.ending().map(OutcomeLook::of).orElse(record.failure().isPresent() ? ROLLING_BACK : RUNNING);
    }

    private static OutcomeLook of(DeliveryEnding ending) {
        return ending.rolledBack() ? ROLLED_BACK : ENDED.get(ending.outcome());
    }
}
